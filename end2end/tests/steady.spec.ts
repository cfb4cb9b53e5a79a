// A part of the program that does not come: it is asked for again, the page says so, and a new release loads anew.

import { account, expect, gotoReady, signIn, test } from '../support/test';

const AREA = /split_messages[^/]*\.wasm$/;

test('an area that fails once comes by itself, without loading the page anew', async ({ page, problems }) => {
  problems.allow(/ERR_FAILED|Failed to fetch|split_messages/);
  await signIn(page, account.secretary);
  await gotoReady(page, '/support');
  await page.evaluate(() => {
    Object.assign(window, { stayed: true });
    // A page that has been open for long.
    performance.now = () => 120_000;
  });
  let failures = 0;
  await page.route(AREA, (route) => (failures++ === 0 ? route.abort() : route.continue()));
  await page.locator('.rail a[href="/messages"]').click();
  await expect(page.locator('.toast')).toContainText('正在继续尝试');
  await expect(page).toHaveURL(/\/messages$/);
  await expect(page.locator('h1')).toBeVisible();
  expect(failures).toBeGreaterThan(1);
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
});

test('where the site answers and the area stays away, the page is loaded anew', async ({ page, problems }) => {
  problems.allow(/ERR_FAILED|ERR_ABORTED|Failed to fetch|split_messages/);
  await signIn(page, account.secretary);
  await gotoReady(page, '/support');
  await page.evaluate(() => {
    Object.assign(window, { stayed: true });
    performance.now = () => 120_000;
  });
  await page.route(AREA, (route) => route.abort());
  await page.locator('.rail a[href="/messages"]').click();
  await page.waitForFunction(() => !('stayed' in window));
  await page.unroute(AREA);
  await gotoReady(page, '/messages');
  await expect(page.locator('h1')).toBeVisible();
});
