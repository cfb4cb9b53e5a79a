// What happens to a record over time: its history and the way back.

import type { Page } from '@playwright/test';
import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

const REGISTER = '/registers/member_level';

/** Makes a level and gives its address. */
async function level(page: Page, name: string, fee: string): Promise<string> {
  await gotoReady(page, `${REGISTER}/new`);
  await page.locator('[name="name"]').fill(name);
  await page.locator('[name="fee"]').fill(fee);
  await page.locator('[name="kind"]').selectOption('个人会员');
  await page.locator('[name="permissions"]').first().check();
  await page.locator('#save').click();
  await page.waitForURL(/member_level\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

// REG-10
test('a field gets its former value back', { tag: ['@phone', '@nojs'] }, async ({ page }) => {
  const name = `历史等级${Date.now()}`;
  await signIn(page, account.secretary);
  const record = await level(page, name, '120');
  await gotoReady(page, `${record}/edit`);
  await page.locator('[name="fee"]').fill('990');
  await page.locator('#save').click();
  await page.waitForURL((url) => url.pathname === record);

  await gotoReady(page, record);
  await page.locator('#changes > summary').click();
  const last = page.locator('#changes .timeline__step').first();
  await expect(last).toContainText('120');
  await expect(last).toContainText('990');
  await expectAccessible(page);
  await last.getByRole('link', { name: /恢复/ }).click();
  await page.waitForURL((url) => url.pathname === `${record}/restore`);
  await expect(page.locator('#value-now')).toHaveText('990');
  await expect(page.locator('#value-then')).toHaveText(/120/);
  await expectAccessible(page);
  await page.locator('main button[type="submit"]').click();
  await page.waitForURL((url) => url.pathname === record);
  await expect(page.locator('main')).toContainText('120');
  await expect(page.locator('#changes .timeline__step')).toHaveCount(3);
  await expect(page.locator('#changes .timeline__step').first()).toContainText('恢复字段原值');
});

// REG-10
test('what cannot be restored says why', async ({ page }) => {
  const name = `必填等级${Date.now()}`;
  await signIn(page, account.secretary);
  const record = await level(page, name, '1');
  await page.locator('#changes > summary').click();
  const first = page.locator('#changes .timeline__step').last();
  await first.getByRole('link', { name: '恢复“等级名称”的原值' }).click();
  await expect(page.locator('#why-not-restore')).toContainText('请填写此项');
  await expect(page.locator('main button[aria-disabled="true"]')).toHaveAttribute('aria-describedby', 'why-not-restore');
  await expectAccessible(page);
  await gotoReady(page, record);
});

//
test('a deleted record is taken back', { tag: ['@phone'] }, async ({ page }) => {
  const name = `回收等级${Date.now()}`;
  await signIn(page, account.secretary);
  const record = await level(page, name, '1');
  // What the deletion costs is asked for as the dialog opens: after the deletion there is nothing to ask about.
  const asked = page.waitForResponse(/evaluation\/losses/);
  await page.locator('#ask-delete').click();
  await asked;
  await page.locator('#delete-now').click();
  await page.waitForURL((url) => url.pathname === REGISTER);
  await page.getByRole('link', { name: /回收站（\d+）/ }).click();
  await page.waitForURL((url) => url.pathname === `${REGISTER}/recycled`);
  const line = page.locator('tbody tr', { hasText: name });
  await expect(line).toContainText('30 天');
  await expectAccessible(page);
  await line.getByRole('button').click();
  await expect(page.locator('.toast')).toContainText('已恢复');
  await expect(line).toHaveCount(0);
  await gotoReady(page, record);
  await expect(page.locator('h1')).toContainText(name);
});

//
test('a deleted record is taken back without scripts', { tag: '@nojs' }, async ({ page, server }) => {
  const name = `纯表单等级${Date.now()}`;
  await signIn(page, account.secretary);
  const record = await level(page, name, '1');
  // The page is read before its record goes.
  await gotoReady(page, record);
  const form = { register: 'member_level', id: record.split('/').at(-1) ?? '', base_version: '1' };
  const deleted = await page.request.post('/api/register/delete', { form, headers: { origin: server.url } });
  expect(deleted.status(), await deleted.text()).toBeLessThan(400);
  await gotoReady(page, `${REGISTER}/recycled`);
  const line = page.locator('tbody tr', { hasText: name });
  await line.getByRole('button').click();
  await page.waitForURL((url) => url.pathname === `${REGISTER}/recycled`);
  await expect(line).toHaveCount(0);
  await gotoReady(page, record);
  await expect(page.locator('h1')).toContainText(name);
});

// REG-22
test('a form is printed blank on A4, every field and its options', { tag: ['@phone', '@nojs'] }, async ({ page }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, '/registers/member');
  await page.getByRole('link', { name: '打印空白表' }).click();
  await page.waitForURL((url) => url.pathname === '/registers/member/blank');
  await expect(page.locator('.blank__boxes').first()).toContainText('□ 个人会员');
  await expect(page.locator('.answer__key', { hasText: '手机号' }).first()).toBeVisible();
  await expectAccessible(page);
  await gotoReady(page, '/registers/internal_dept/blank');
  await expect(page.locator('tbody tr')).toHaveCount(5);
  await page.emulateMedia({ media: 'print' });
  for (const hidden of ['.bar', '.breadcrumb', '.page__actions', '.page__note']) {
    await expect(page.locator(hidden).first(), hidden).toBeHidden();
  }
  await expect(page.locator('.blank__head').first()).toContainText('填报单位');
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/);
});
