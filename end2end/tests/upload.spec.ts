// A large file over a line that breaks: it goes on where it stopped.

import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

// REG-08
test('a large upload goes on after the connection broke', async ({ page, problems }) => {
  problems.allow(/ERR_CONNECTION_RESET/);
  await signIn(page, account.society);
  await gotoReady(page, '/evaluation/extras');
  const offsets: number[] = [];
  let broken = 0;
  await page.route(/\/uploads\/[0-9a-f-]{36}\?offset=/, async (route) => {
    const offset = Number(new URL(route.request().url()).searchParams.get('offset'));
    offsets.push(offset);
    if (offset > 0 && broken < 2) {
      broken += 1;
      await route.abort('connectionreset');
    } else {
      await route.continue();
    }
  });

  const buffer = Buffer.alloc(9 << 20, 'x');
  buffer.write('%PDF-1.7\n');
  await page.locator('#B6 summary').click();
  await page.locator('#files-B6').setInputFiles({ name: '全部材料.pdf', mimeType: 'application/pdf', buffer });
  await expect(page.locator('#B6 progress')).toHaveAttribute('aria-label', /正在上传 \d+%/);
  const link = page.locator('#B6').getByRole('link', { name: '全部材料.pdf' });
  await expect(link).toBeVisible({ timeout: 30_000 });
  expect(broken).toBe(2);
  const piece = 4 << 20;
  expect(offsets).toEqual([0, piece, piece, piece, 2 * piece]);

  const stored = await page.request.get((await link.getAttribute('href')) ?? '');
  expect((await stored.body()).equals(buffer)).toBe(true);
});

/** Four by three pixels. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAAEElEQVR4nGMwaDgARww4OQBJ1hFBytn9pAAAAABJRU5ErkJggg==';

test('a picture of a record stands on its page and opens whole', { tag: ['@phone'] }, async ({ page, context, problems }) => {
  // The sandbox of the picture keeps the test's own script out.
  problems.allow(/Blocked script execution/);
  await signIn(page, account.secretary);
  await gotoReady(page, '/registers/archive/new');
  await page.locator('[name="name"]').fill(`现场照片${Date.now()}`);
  await page.locator('[name="kind"]').selectOption('项目资料');
  const file = { name: '现场.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') };
  await page.locator('input[type="file"]').setInputFiles(file);
  await expect(page.getByRole('link', { name: '现场.png' })).toBeVisible();
  await page.locator('#save').click();
  await page.waitForURL(/archive\/[0-9a-f-]{36}$/);

  const small = page.locator('img.files__small');
  await expect(small).toBeVisible();
  await expect.poll(() => small.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(4);
  await expectAccessible(page);
  const opened = context.waitForEvent('page');
  await page.getByRole('link', { name: '预览：现场.png' }).click();
  const shown = await opened;
  await shown.waitForLoadState();
  expect(await shown.evaluate(() => document.contentType)).toBe('image/png');
});
