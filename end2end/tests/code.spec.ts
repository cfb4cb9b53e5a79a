// Finding a code of a large table: by the keyboard alone, by a click, and level by level as before.

import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

test('a place is found by its initials', { tag: ['@phone'] }, async ({ page }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, '/registers/activity/new');
  const box = page.getByRole('combobox', { name: '查找地区' });
  const list = page.getByRole('listbox', { name: '查找地区' });
  const code = page.locator('[name="region"]');
  const province = page.getByLabel('地区：第 1 级');

  await box.fill('cqs');
  await expect(list.getByRole('option', { selected: true })).toContainText('重庆市');
  await expect(box).toHaveAttribute('aria-expanded', 'true');
  await expectAccessible(page);
  await box.press('ArrowUp');
  await expect(list.getByRole('option').last()).toHaveAttribute('aria-selected', 'true');
  await box.press('ArrowDown');
  await box.press('Enter');
  await expect(code).toHaveValue('500000');
  await expect(province).toHaveValue('500000');
  await expect(list).toBeHidden();
  await expect(box).toBeFocused();

  await box.fill('中山');
  await list.getByRole('option').filter({ hasText: '442000' }).click();
  await expect(code).toHaveValue('442000');
  await expect(province).toHaveValue('440000');

  await box.fill('没有这个地方');
  await expect(page.getByText('没有符合的代码')).toBeVisible();
  await box.fill('gd');
  await expect(list).toBeVisible();
  await box.press('Escape');
  await expect(list).toBeHidden();
  await province.selectOption('110000');
  await expect(code).toHaveValue('110000');
});
