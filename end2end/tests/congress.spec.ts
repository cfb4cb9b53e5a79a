// The quota board: the meter moves while somebody types, the cap holds in the browser and on the server.

import type { Page } from '@playwright/test';
import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

async function openBoard(page: Page): Promise<void> {
  await signIn(page, account.liaison);
  await gotoReady(page, '/congress');
  await page.locator('.plain-list a').first().click();
  await expect(page.locator('.quota__table')).toBeVisible();
}

async function fill(page: Page, name: string, mobile: string, identity: string): Promise<void> {
  await page.locator('#name').fill(name);
  await page.locator('#mobile').fill(mobile);
  await page.locator('#identity').selectOption(identity);
  await page.locator('#sex').selectOption({ label: '女' });
  await page.locator('#birth_on').fill('1990-03-07');
  await page.locator('#ethnic').selectOption({ label: '汉族' });
  await page.locator('#party1').selectOption({ index: 1 });
}

test('meter moves while typing, the cap is refused, a nominee can be taken back', async ({ page }) => {
  await openBoard(page);
  await expectAccessible(page);
  const invited = page.locator('.quota__line', { hasText: '特邀代表名额' });
  await expect(invited).toContainText('已报 0（名额 1）');
  await fill(page, '张示例', '13600000001', 'invited');
  await expect(invited).toContainText('已报 1（名额 1）');
  await page.locator('button[aria-describedby="assign-why"]').click();
  const row = page.locator('tr', { hasText: '张示例' });
  await expect(row).toBeVisible();
  await expect(page.locator('#name')).toHaveValue('');

  await fill(page, '李示例', '13600000002', 'invited');
  await expect(page.locator('#assign-why')).not.toBeEmpty();
  await expect(page.locator('button[aria-describedby="assign-why"]')).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);

  await page.locator('#name').fill('王半填');
  await row.locator('summary').click();
  await row.locator('button[type="submit"]').click();
  await expect(row).toHaveCount(0);
  await expect(page.locator('#name')).toHaveValue('王半填');
});

test('board is read and a nominee is added without scripts', { tag: '@nojs-only' }, async ({ page, problems }) => {
  problems.allow(/status of 422/);
  await openBoard(page);
  await fill(page, '王示例', '1360000', 'delegate');
  await page.locator('button[aria-describedby="assign-why"]').click();
  await expect(page.locator('.field__problem').first()).not.toBeEmpty();
  await expect(page.locator('#name')).toHaveValue('王示例');
  await expect(page.locator('#identity')).toHaveValue('delegate');
  await expect(page.locator('.quota__line', { hasText: '代表名额' }).first()).toContainText('已报');
  await page.locator('#mobile').fill('13600000003');
  await page.locator('button[aria-describedby="assign-why"]').click();
  await expect(page.locator('tr', { hasText: '王示例' })).toBeVisible();
});
