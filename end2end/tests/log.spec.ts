// The log, masked numbers, and looking at the site as another person.

import { readFile } from 'node:fs/promises';
import { account, expect, expectAccessible, gotoReady, ready, signIn, signOut, test } from '../support/test';

test('full numbers are shown for a reason, once, and the log says so', { tag: ['@nojs', '@phone'] }, async ({ page, problems }) => {
  // The browser itself writes a refused call on the console.
  problems.allow(/status of 422/);
  await signIn(page, account.secretary);
  await gotoReady(page, '/applications');
  await page.locator('.review__item').first().click();
  const content = page.locator('.answer');
  await expect(content).toContainText('138****0009');
  await ready(page);

  await page.locator('.sight summary').click();
  const reason = page.locator('input[name="reason"]');
  await reason.fill('看看');
  await page.locator('.sight button[type="submit"]').click();
  await expect(page.locator('.field__problem').first()).toContainText('至少 4 个字');
  await ready(page);
  await expect(reason).toHaveValue('看看');
  await reason.fill('电话核对申请人');
  await page.locator('.sight button[type="submit"]').click();
  await expect(content).toContainText('13800000009');
  await expectAccessible(page);
  await page.getByRole('link', { name: '重新隐去' }).click();
  await expect(content).toContainText('138****0009');
  await expect(content).not.toContainText('13800000009');

  await signOut(page);
  await signIn(page, account.society);
  await gotoReady(page, '/log?action=record.reveal');
  const line = page.locator('table.log > tbody > tr').first();
  await expect(line).toContainText('示例秘书');
  await line.locator('summary').click();
  await expect(line).toContainText('电话核对申请人');
});

test('a record says who can see it', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, account.submitted);
  await gotoReady(page, '/registers/meeting');
  await page.locator('tbody a').first().click();
  await ready(page);
  const panel = page.locator('#readers');
  await panel.locator('summary').click();
  await expect(panel.getByRole('row', { name: /滨江市科学技术协会.*评审人员/ })).toContainText('示例评审');
  await expect(panel.getByRole('row', { name: /滨江市数学学会.*管理员/ })).toContainText('修改');
  await expectAccessible(page);
  await panel.getByRole('link', { name: '此记录的日志' }).click();
  await expect(page.locator('h1')).toHaveText('日志');
  await expect(page.locator('table.log')).toContainText('新增记录');
});

test('the log is filtered, checked and taken away', async ({ page }) => {
  await signIn(page, account.administrator);
  await gotoReady(page, '/');
  await page.locator('.rail a[href="/log"]').click();
  await page.locator('select[name="action"]').selectOption('view.start');
  await page.locator('input[name="below"]').check();
  await page.locator('form.search button[type="submit"]').click();
  const lines = page.locator('table.log > tbody > tr');
  await expect(lines).not.toHaveCount(0);
  for (const text of await lines.allInnerTexts()) {
    expect(text).toContain('开始以他人身份查看');
  }
  await ready(page);
  const count = await lines.count();
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: '导出 CSV' }).click();
  const file = await readFile(await (await waiting).path(), 'utf8');
  expect(file.charCodeAt(0)).toBe(0xfeff);
  expect(file.trim().split('\r\n')).toHaveLength(count + 1);

  await page.locator('#verify').click();
  await expect(page.getByRole('status').filter({ hasText: '全部完好' })).toBeVisible();
  await expectAccessible(page);
});

test('an administrator looks as a secretary and can change nothing', { tag: '@nojs' }, async ({ page, problems }) => {
  // Without scripts the refusal is a bare sentence that may run nothing, and the browser says so.
  problems.allow(/status of 403|Blocked script execution/);
  await signIn(page, account.administrator);
  await gotoReady(page, '/orgs?q=力学');
  await page.locator('.org-tree__line a, .plain-list a, tbody a').filter({ hasText: '力学' }).first().click();
  await expect(page.locator('h1')).toContainText('力学学会');
  await ready(page);
  await page.getByRole('button', { name: '以 示例秘书 的身份查看' }).click();
  const banner = page.locator('.banner');
  await expect(banner).toContainText('示例秘书');
  await expect(banner).toContainText('示例管理员');
  await ready(page);
  await expectAccessible(page);
  for (const path of ['/registers/member', '/applications', '/account']) {
    await gotoReady(page, path);
    await expect(banner).toBeVisible();
  }
  await gotoReady(page, '/invitations');
  const form = page.locator('#new-invitation');
  await form.locator('summary').click();
  await form.locator('input[name="name"]').fill('示例');
  await form.locator('input[name="expires_on"]').fill('2030-01-01');
  await form.locator('button[type="submit"]').click();
  await expect(page.getByText('只能看，不能改').last()).toBeVisible();

  await gotoReady(page, '/');
  await page.locator('#end-view').click();
  await expect(banner).toHaveCount(0);
  await expect(page.locator('.bar__name')).toHaveText('示例管理员');
});
