// Files on their way: over a line that breaks, beside a form that is sent, and from a page that is left.

import type { Page, Route } from '@playwright/test';
import { account, expect, expectAccessible, gotoReady, ready, signIn, test } from '../support/test';

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

/** Holds every upload back; gives what waits for the next one. */
async function holdUploads(page: Page): Promise<() => Promise<Route>> {
  const held: Route[] = [];
  await page.route(/\/files(\?|$)/, (route) => void held.push(route));
  return async () => {
    await expect.poll(() => held.length).toBeGreaterThan(0);
    const [next] = held.splice(0, 1);
    if (!next) {
      throw new Error('no upload');
    }
    return next;
  };
}

const PAPER = { name: '证明.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj') };

// REG-09
test('what is saved while a file is on its way waits for it', async ({ page }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, '/registers/policy_doc/new?set.name=印章管理制度');
  const upload = await holdUploads(page);
  await page.locator('input[type=file]').setInputFiles([PAPER, { ...PAPER, name: '附件.pdf' }]);
  const [first, second] = [await upload(), await upload()];
  await page.locator('#save').click();
  const status = page.locator('.sticky__status');
  await expect(status).toContainText('传完后自动继续');
  await expect(page.locator('#summary')).toHaveCount(0);
  await first.continue();
  await expect(page.getByRole('link', { name: '证明.pdf' })).toBeVisible();
  await expect(status).toContainText('传完后自动继续');
  await second.continue();
  await page.waitForURL(/policy_doc\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('link', { name: '附件.pdf', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: '证明.pdf', exact: true })).toBeVisible();
});

test('a file that does not come stops what waited for it', async ({ page, problems }) => {
  problems.allow(/ERR_FAILED/);
  await signIn(page, account.secretary);
  await gotoReady(page, '/registers/policy_doc/new?set.name=证书管理制度');
  const upload = await holdUploads(page);
  await page.locator('input[type=file]').setInputFiles(PAPER);
  const lost = await upload();
  await page.locator('#save').click();
  await lost.abort();
  await expect(page.locator('.sticky__status')).toContainText('没有传上去');
  await expect(page.locator('.files__list [role=alert]')).toBeVisible();
  await page.locator('.files__item button').click();
  await page.locator('input[type=file]').setInputFiles(PAPER);
  const again = await upload();
  await page.locator('#save').click();
  await again.continue();
  await page.waitForURL(/policy_doc\/[0-9a-f-]{36}$/);
});

test('a message waits for its attachment, and a page that is left does not mind one', async ({ page }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, '/messages/new');
  const upload = await holdUploads(page);
  await page.locator('input[name="subject"]').fill('附件在路上');
  await page.locator('#files').setInputFiles(PAPER);
  const attachment = await upload();
  await page.locator('button[value="save"]').click();
  await expect(page.locator('.toast')).toContainText('传完后自动继续');
  await attachment.continue();
  await page.waitForURL(/messages\/[0-9a-f-]{36}\/edit/);
  await ready(page);
  await expect(page.getByRole('link', { name: '证明.pdf' })).toBeVisible();

  await page.locator('#files').setInputFiles({ ...PAPER, name: '不要了.pdf' });
  const late = await upload();
  page.once('dialog', (dialog) => dialog.accept());
  await page.locator('.rail a[href="/notices"]').click();
  await page.waitForURL(/notices$/);
  const answered = page.waitForResponse(/\/files(\?|$)/);
  await late.continue();
  await answered;
  await page.locator('.rail a[href="/messages"]').click();
  await page.waitForURL(/messages$/);
});
