// The association adds a field to a register: the form is there while it is designed, and at once for every society.

import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

test('a designed field is seen while it is designed and then by every society', async ({ page, visitor }) => {
  const label = `端到端等级${Date.now()}`;
  await signIn(page, account.administrator);
  await gotoReady(page, '/');
  await page.locator('.rail a[href="/registers"]').click();
  await page.locator('a[href="/registers/register_design"]').first().click();
  await page.locator('a[href="/registers/register_design/new"]').first().click();
  await page.locator('[name="scope"]').selectOption('在已有登记册中增加字段');
  await page.locator('[name="register"]').selectOption('media_account');
  await page.locator('[name="title"]').fill(`设计${label}`);
  const preview = page.locator('#design-preview');
  await expect(preview.locator('h3')).toHaveText('媒体账号管理');

  await page.locator('#add-fields').click();
  const field = (key: string) => page.locator(`[id="f-fields.0.${key}"]`);
  await field('label').fill(label);
  await field('kind').selectOption('单选');
  await expect(page.locator('#design-problems')).toContainText('请填写此项');
  await field('choices').fill('一级\n二级 = Level 2');
  await field('after').fill('没有这个字段');
  await expect(page.locator('#design-problems')).toContainText('没有这个字段');
  await field('after').fill('');
  await expect(page.locator('#design-problems')).toHaveCount(0);
  await expect(preview.getByLabel(label)).toBeVisible();
  await preview.getByLabel(label).selectOption('二级');
  await expectAccessible(page);

  await page.locator('#save').click();
  await page.waitForURL(/register_design\/[0-9a-f-]{36}$/);
  await expect(page.locator('h1')).toContainText(label);

  const society = await visitor();
  await signIn(society, account.secretary);
  await gotoReady(society, '/registers/media_account/new');
  await expect(society.getByLabel(label)).toBeVisible();
  await expect(society.getByLabel(label).locator('option')).toContainText(['一级', '二级']);

  // Without the design the form is what it was.
  await page.locator('#ask-delete').click();
  await page.locator('#delete-now').click();
  await page.waitForURL('**/registers/register_design');
  await gotoReady(society, '/registers/media_account/new');
  await expect(society.locator('[name="name"]').first()).toBeVisible();
  await expect(society.getByLabel(label)).toHaveCount(0);
});
