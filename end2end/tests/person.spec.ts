// What a person does to the own account from every page: personal information, password, signing out, switching units;
// and the country code of a mobile number.

import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { account, expect, expectAccessible, gotoReady, PASSWORD, ready, signIn, test } from '../support/test';

/** Shows the rail, which is a drawer on a phone. */
async function openRail(page: Page): Promise<void> {
  const toggle = page.locator('.bar__toggle');
  if (await toggle.isVisible()) {
    await toggle.click();
  }
}

// S-027, P-078, P-079, P-080, P-081, P-082, P-084
test('icons beside the initial and the menu lead to the own account', { tag: ['@phone', '@nojs'] }, async ({ page }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, '/notices');
  await openRail(page);
  const me = page.locator('.rail__me');
  await expect(me).toContainText('示例秘书');
  await expect(me.getByRole('button', { name: '注销登录' })).toHaveAttribute('title', '注销登录');
  await expectAccessible(page);
  await me.getByRole('link', { name: '修改个人信息' }).click();
  await page.waitForURL(/account#person/);
  await ready(page);
  await expect(page.locator('#person')).toBeInViewport();
  await gotoReady(page, '/notices');
  const menu = page.locator('#me');
  await menu.locator('summary').click();
  for (const name of ['修改个人信息', '修改密码']) {
    await expect(menu.getByRole('link', { name })).toBeVisible();
  }
  await expect(menu.getByRole('button', { name: '注销登录' })).toBeVisible();
  await expect(menu.locator('.bar__units')).toHaveCount(0);
  await expectAccessible(page);
  await menu.getByRole('link', { name: '修改密码' }).click();
  await page.waitForURL(/account#password/);
  await ready(page);
  await expect(page.locator('#password')).toBeInViewport();
  await expect(page.locator('input[name="old_password"]')).toBeVisible();
});

/** Signs out by the rail and goes back: nothing of the society is shown. */
async function leaveAndGoBack(page: Page): Promise<void> {
  await gotoReady(page, '/registers');
  await gotoReady(page, '/registers/member_level');
  await expect(page.locator('table')).toContainText('普通会员');
  await page.locator('.rail__me').getByRole('button', { name: '注销登录' }).click();
  await page.waitForURL((url) => url.pathname === '/sign-in');
  for (let step = 0; step < 2; step += 1) {
    await page.goBack();
    await page.waitForURL(/\/(sign-in|portal)/);
    await expect(page.locator('body')).not.toContainText('普通会员');
    await expect(page.locator('body')).not.toContainText('示例秘书');
  }
}

// P-085
test('after signing out the way back shows no data', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, account.secretary);
  await leaveAndGoBack(page);
});

// P-085: the same where the browser keeps whole pages to go back to, which it does not under test.
test('no page is kept to go back to after signing out', async ({ server }, { project }) => {
  const options = { ...project.use.launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] };
  const browser = await chromium.launch(options);
  const page = await browser.newPage({ baseURL: server.url, locale: 'zh-CN' });
  await signIn(page, account.secretary);
  await leaveAndGoBack(page);
  await browser.close();
});

// X-001, P-079
test('person with two posts switches the unit on any page', { tag: ['@phone', '@nojs'] }, async ({ page, server, visitor }, { project }) => {
  const login = `two-${project.name}`;
  const headers = { origin: server.url };
  const head = await visitor();
  const first = async (who: string) => {
    await signIn(head, who);
    await gotoReady(head, '/orgs');
    const href = await head.locator('.org-tree__line a').first().getAttribute('href');
    return href?.split('/')[2] ?? '';
  };
  const society = await first(account.society);
  const form = { org: society, role: 'staff', login, name: '示例两职', email: `${login}@example.org`, password: PASSWORD };
  expect((await head.request.post('/api/org/create_account', { form, headers })).status()).toBe(200);
  const association = await first(account.administrator);
  const post = { org: association, role: 'reviewer', known: login };
  expect((await head.request.post('/api/post/add', { form: post, headers })).status()).toBe(200);

  await signIn(page, login);
  await gotoReady(page, '/notices');
  const unit = page.locator('.bar__unit');
  const [here, there] =
    (await unit.textContent()) === '滨江市力学学会'
      ? (['滨江市力学学会', '滨江市科学技术协会'] as const)
      : (['滨江市科学技术协会', '滨江市力学学会'] as const);
  await page.locator('#me summary').click();
  await expectAccessible(page);
  await expect(page.locator('.bar__units [aria-current]')).toContainText(here);
  await page.locator('.bar__units button', { hasText: there }).click();
  await expect(unit).toHaveText(there);
  await ready(page);
  await expect(page).toHaveURL('/');
  await openRail(page);
  const own = there === '滨江市力学学会' ? '/evaluation' : '/review';
  await expect(page.locator(`.rail a[href="${own}"]`)).toBeVisible();
  await gotoReady(page, '/account');
  await expect(page.locator('.plain-list__row', { has: page.locator('.badge') }).first()).toContainText(there);
  await page.locator('button[name="post"]:visible', { hasText: '切换到此单位' }).click();
  await expect(unit).toHaveText(here);
});

// C-008, C-009
test('mobile number has a country code, and a wrong one is refused', { tag: ['@phone', '@nojs'] }, async ({ page, problems }, { project }) => {
  problems.allow(/status of 422/);
  await gotoReady(page, '/sign-in?by=sms');
  const dial = page.locator('select[name="dial"]');
  await expect(dial).toHaveValue('+86');
  await expect(dial.locator('option')).toHaveText(['+86', '+852', '+853', '+886']);
  await expectAccessible(page);
  await dial.selectOption('+852');
  const number = page.locator('input[name="mobile"]');
  await number.fill('13800138000');
  const problem = page.locator('.field__problem').first();
  if (project.use.javaScriptEnabled !== false) {
    // Said by the browser's own check, before anything is sent.
    await number.blur();
    await expect(problem).toContainText('+852');
    await dial.selectOption('+86');
    await expect(problem).toHaveCount(0);
    await dial.selectOption('+852');
  }
  await page.locator('input[name="captcha"]').fill('zzzz');
  await page.locator('.entry form button[type="submit"]').click();
  await expect(problem).toContainText('+852');
  await ready(page);
  await expect(dial).toHaveValue('+852');
  await expect(number).toHaveValue('13800138000');
});
