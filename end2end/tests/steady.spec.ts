// The parts of the program: each answer names those of its page. One that does not come is asked for again, the page
// says so, and a new release loads anew.

import type { APIResponse, Response } from '@playwright/test';
import { account, expect, gotoReady, ready, signIn, test } from '../support/test';

const AREA = /split_messages[^/]*\.wasm$/;

/** The parts that an answer names, by file name. */
function named(answer: APIResponse | Response): string[] {
  const links = answer.headers()['link'] ?? '';
  return [...links.matchAll(/([\w.]+\.(?:wasm|js))>/g)].map((link) => link[1] ?? '').sort();
}

test('an answer names what its page loads, and the page loads it once', async ({ page }) => {
  for (const path of ['/sign-in', '/registers/member/new']) {
    if (path !== '/sign-in') await signIn(page, account.secretary);
    const asked: string[] = [];
    page.on('request', (request) => {
      const file = new URL(request.url()).pathname.split('/').pop() ?? '';
      if (/\.wasm$|^__wasm_split/.test(file) && file !== 'societas.wasm') asked.push(file);
    });
    const answer = await page.goto(path);
    await ready(page);
    if (!answer) throw new Error(`no answer to ${path}`);
    const missing = asked.filter((file) => !named(answer).includes(file));
    expect(missing, path).toEqual([]);
    expect(asked.sort(), path).toEqual(named(answer));
    page.removeAllListeners('request');
  }
});

test('each answer names the parts of its own page, however many are made at once', async ({ page }) => {
  await signIn(page, account.secretary);
  const paths = ['/account', '/portal', '/', '/registers/member', '/evaluation', '/messages'];
  const alone = new Map<string, string[]>();
  for (const path of paths) alone.set(path, named(await page.request.get(path)));
  expect(new Set([...alone.values()].map(String)).size).toBe(paths.length);
  const many = Array.from({ length: 10 }, () => paths).flat();
  const answers = await Promise.all(many.map((path) => page.request.get(path)));
  for (const [at, answer] of answers.entries()) {
    expect(named(answer), many[at]).toEqual(alone.get(many[at] ?? ''));
    // None of them in the page, where the framework writes those of any.
    expect(await answer.text()).not.toMatch(/preload[^>]*(split|chunk|pack)_/);
  }
});

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
