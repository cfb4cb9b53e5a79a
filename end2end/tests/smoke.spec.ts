// The house stands: pages come, are taken over, let people in and keep others out.

import { account, expect, expectAccessible, gotoReady, signIn, signInByForm, test } from '../support/test';

// P-042: all of this runs in a current Chromium. P-052: the way to a new password is on the page.
test('sign-in page is complete and accessible', { tag: ['@phone', '@nojs'] }, async ({ page }) => {
  await gotoReady(page, '/sign-in');
  await expect(page.locator('h1')).toHaveCount(1);
  await expect(page).toHaveTitle(/学会通/);
  await expect(page.locator('a[href="/forgot"]')).toBeVisible();
  await expectAccessible(page);
});

test('administrator signs in and sees the workbench', { tag: ['@phone', '@nojs'] }, async ({ page }) => {
  await signInByForm(page, account.administrator);
  await expect(page).toHaveURL('/');
  await expect(page.locator('h1')).toHaveCount(1);
  await expectAccessible(page);
});

test('wrong password stays outside and says so', { tag: '@nojs' }, async ({ page, problems }) => {
  // The browser itself writes a refused call on the console.
  problems.allow(/status of 4\d\d/);
  await gotoReady(page, '/sign-in');
  await page.locator('input[name="login"]').fill(account.administrator);
  await page.locator('input[name="password"]').fill('not-the-password');
  await page.locator('form:has(input[name="password"]) button[type="submit"]').click();
  await expect(page.getByRole('alert').first()).not.toBeEmpty();
  await expect(page.locator('input[name="login"]')).toHaveValue(account.administrator);
  await expect(page.locator('input[name="password"]')).toBeVisible();
});

test('every lazy page is reached by a click', async ({ page }) => {
  await signIn(page, account.administrator);
  await gotoReady(page, '/');
  await expect(page.locator('.rail__link').first()).toBeVisible();
  for (const path of ['/orgs', '/account']) {
    const link = page.locator(`a[href="${path}"]`).first();
    if (!(await link.isVisible())) {
      await page.locator('.bar__menu', { has: link }).locator('summary').click();
    }
    await link.click();
    await expect(page).toHaveURL(path);
    await expect(page.locator('h1')).toHaveCount(1);
  }
});

test('unknown address answers 404 with a page', { tag: '@nojs' }, async ({ page, problems }) => {
  problems.allow(/status of 404/);
  const answer = await page.goto('/no-such-page');
  expect(answer?.status()).toBe(404);
  await expect(page.locator('h1')).toHaveCount(1);
});

test('page brings its data along and asks for none of it again', async ({ page }) => {
  await signIn(page, account.secretary);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/')) {
      asked.push(request.url());
    }
  });
  for (const path of ['/', '/imports', '/registers/member', '/registers/internal_dept/new', '/evaluation']) {
    await gotoReady(page, path);
    await page.waitForTimeout(300);
    expect(asked, path).toEqual([]);
  }
});

test('a page whose part does not come is waited for, and nothing ends', async ({ page, problems }) => {
  problems.allow(/net::ERR_FAILED|Failed to fetch|status of 503/);
  await signIn(page, account.secretary);
  await gotoReady(page, '/orgs');
  await page.route(/\.wasm$/, (route) => route.abort());
  await page.locator('.rail__link[href="/messages"]').click();
  await expect(page.locator('.toast')).toContainText('正在继续尝试');
  await page.unroute(/\.wasm$/);
  await expect(page.locator('h1')).toHaveText('站内消息', { timeout: 20_000 });
  await expect(page.locator('.toast')).toHaveCount(0);
});
