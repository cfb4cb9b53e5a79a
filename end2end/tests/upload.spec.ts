// A large file over a line that breaks: it goes on where it stopped.

import { account, expect, gotoReady, signIn, test } from '../support/test';

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
  await page.locator('#B3 summary').click();
  await page.locator('#files-B3').setInputFiles({ name: '全部材料.pdf', mimeType: 'application/pdf', buffer });
  const link = page.locator('#B3').getByRole('link', { name: '全部材料.pdf' });
  await expect(link).toBeVisible({ timeout: 30_000 });
  expect(broken).toBe(2);
  const piece = 4 << 20;
  expect(offsets).toEqual([0, piece, piece, piece, 2 * piece]);

  const stored = await page.request.get((await link.getAttribute('href')) ?? '');
  expect((await stored.body()).equals(buffer)).toBe(true);
});
