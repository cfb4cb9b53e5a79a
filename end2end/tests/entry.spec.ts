// Ways in: a code by short message, a forgotten password, the first mail address, sessions, and the agreements.

import type { Page } from '@playwright/test';
import {
  account,
  askForLink,
  expect,
  expectAccessible,
  gotoReady,
  PASSWORD,
  ready,
  signIn,
  solve,
  test,
} from '../support/test';

/** The text of the last message in the demo's outbox. */
async function lastMessage(page: Page): Promise<string> {
  // Of the newest alone: it may not have left yet.
  const body = page.locator('tbody tr').first().locator('.outbox__body');
  await expect(async () => {
    await page.goto('/outbox');
    await expect(body).toBeVisible({ timeout: 500 });
  }).toPass();
  return body.innerText();
}

test(
  'person without an account signs in by mobile number and gives a mail address',
  { tag: '@nojs' },
  async ({ page, visitor, problems }, { project }) => {
    problems.allow(/status of 422/);
    const number = `1370000${String(project.name.length).padStart(2, '0')}${String(Date.now() % 100).padStart(2, '0')}`;
    await signIn(page, account.society);
    await gotoReady(page, '/orgs');
    await page.locator('.org-tree__line a').first().click();
    await ready(page);
    const form = page.locator('#awaited');
    await form.locator('summary').click();
    await form.locator('select[name="role"]').selectOption('liaison');
    await form.locator('input[name="name"]').fill('示例新人');
    await form.locator('input[name="mobile"]').fill('123');
    await form.locator('button[type="submit"]').last().click();
    await expect(form.locator('.field__problem').first()).toBeVisible();
    await ready(page);
    await expect(form.locator('input[name="name"]').last()).toHaveValue('示例新人');
    await form.locator('input[name="mobile"]').last().fill(number);
    await form.locator('button[type="submit"]').last().click();
    await expect(page.locator('#awaited .plain-list')).toContainText(number);

    const guest = await visitor();
    await gotoReady(guest, '/sign-in?by=sms&next=%2Forgs');
    await expectAccessible(guest);
    await guest.locator('input[name="mobile"]').fill(number);
    await guest.locator('input[name="captcha"]').fill('zzzz');
    await guest.locator('.entry form button[type="submit"]').click();
    await expect(guest.locator('.field__problem').first()).toBeVisible();
    await ready(guest);
    await expect(guest.locator('input[name="mobile"]')).toHaveValue(number);
    await solve(guest);
    await guest.locator('.entry form button[type="submit"]').click();
    await expect(guest.locator('input[name="code"]')).toBeVisible();
    await ready(guest);
    await expectAccessible(guest);

    const code = /\d{6}/.exec(await lastMessage(await visitor()))?.[0] ?? '';
    await guest.locator('input[name="code"]').fill(code);
    await guest.locator('.entry form button[type="submit"]').click();
    await expect(guest.locator('.field__problem').first()).toContainText('《用户协议》');
    await ready(guest);
    await expect(guest.locator('input[name="code"]')).toHaveValue(code);
    await guest.locator('input[name="consent"]').check();
    await guest.locator('.entry form button[type="submit"]').click();

    await expect(guest.locator('h1')).toContainText('示例新人');
    await ready(guest);
    await expectAccessible(guest);
    await guest.locator('input[name="email"]').fill(`guest-${project.name}@example.org`);
    await guest.locator('.entry form button[type="submit"]').click();
    await guest.waitForURL((url) => url.pathname === '/orgs');
    await expect(guest.locator('.bar__unit')).toBeVisible();
  },
);

test('forgotten password is set anew by mobile number', { tag: '@nojs' }, async ({ page, visitor, problems }, { project }) => {
  problems.allow(/status of 4/);
  const login = `lost-${project.name}`;
  const number = `1380001${String(project.name.length).padStart(2, '0')}${String(Date.now() % 100).padStart(2, '0')}`;
  await signIn(page, account.society);
  await gotoReady(page, '/orgs');
  await page.locator('.org-tree__line a').first().click();
  await ready(page);
  const staff = page.locator('details:has(#staff-login)');
  await staff.locator('summary').click();
  await staff.locator('input[name="name"]').fill('示例遗忘');
  await staff.locator('input[name="login"]').fill(login);
  await staff.locator('input[name="mobile"]').fill(number);
  await staff.locator('input[name="password"]').fill(PASSWORD);
  await staff.locator('button[type="submit"]').click();
  await expect(page.getByRole('cell', { name: login })).toBeVisible();

  const guest = await visitor();
  await gotoReady(guest, '/sign-in');
  await guest.locator('a[href="/forgot"]').click();
  await guest.waitForURL((url) => url.pathname === '/forgot');
  await ready(guest);
  await expectAccessible(guest);
  await guest.locator('input[name="login"]').fill(login);
  await guest.locator('input[name="mobile"]').fill(number);
  await solve(guest);
  await guest.locator('.entry form button[type="submit"]').click();
  await expect(guest.locator('input[name="code"]')).toBeVisible();
  await ready(guest);
  const code = /\d{6}/.exec(await lastMessage(await visitor()))?.[0] ?? '';
  await guest.locator('input[name="code"]').fill(code);
  await guest.locator('input[name="new_password"]').fill('Another-2026');
  await guest.locator('input[name="again"]').fill('Another-2026');
  await guest.locator('.entry form button[type="submit"]').click();
  await guest.waitForURL((url) => url.pathname === '/sign-in');
  await expect(guest.locator('.notice--success')).toBeVisible();
  await ready(guest);
  await guest.locator('input[name="login"]').fill(number);
  await guest.locator('input[name="password"]').fill('Another-2026');
  await guest.locator('.entry form button[type="submit"]').click();
  await guest.waitForURL((url) => url.pathname === '/welcome');
});

test('link that came by mail sets a new password, once', async ({ page, visitor, problems }) => {
  problems.allow(/status of 4/);
  await signIn(page, account.submitted);
  await gotoReady(page, '/account');
  await page.locator('form[action*="profile/email"] button').click();
  await expect(page.locator('.toasts')).toContainText('已保存');
  const link = /http\S+/.exec(await lastMessage(await visitor()))?.[0] ?? '';
  await gotoReady(page, new URL(link).pathname);
  await expectAccessible(page);
  await page.locator('.entry form button[type="submit"]').click();
  await expect(page.locator('.notice--success')).toBeVisible();

  const guest = await visitor();
  await askForLink(guest, account.submitted);
  const reset = new URL(/http\S+/.exec(await lastMessage(await visitor()))?.[0] ?? link).pathname;
  await gotoReady(guest, reset);
  await guest.locator('input[name="new_password"]').fill(PASSWORD);
  await guest.locator('input[name="again"]').fill(PASSWORD);
  await guest.locator('.entry form button[type="submit"]').click();
  await guest.waitForURL((url) => url.pathname === '/sign-in');
  await gotoReady(guest, reset);
  await expect(guest.locator('.notice--warning')).toBeVisible();
});

test('other sessions are seen and ended', async ({ page, visitor }) => {
  const other = await visitor();
  await signIn(other, account.reviewer);
  await signIn(page, account.reviewer);
  await gotoReady(page, '/account');
  const lines = page.locator('form[action*="end_session"]');
  await expect(lines.first()).toBeVisible();
  await expectAccessible(page);
  await page.locator('form[action*="end_others"] button').click();
  await expect(lines).toHaveCount(0);
  await other.goto('/orgs');
  await expect(other).toHaveURL(/sign-in/);
});

test('agreements can be read by everybody', { tag: '@nojs' }, async ({ page }) => {
  for (const [path, title] of [
    ['/terms', '用户协议'],
    ['/privacy', '隐私政策'],
  ] as const) {
    await gotoReady(page, path);
    await expect(page.locator('h1')).toHaveText(title);
    await expectAccessible(page);
  }
});
