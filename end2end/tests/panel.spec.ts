// The association lays down who decides activities together; they vote one after the other on the page of a record,
// and the society sees who is awaited.

import type { Page } from '@playwright/test';
import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

const REGISTER = '#panel-activity';

/** Chooses how activities are decided; `places` are the numbers of the people in their order on the page. */
async function layDown(page: Page, mode: string, places: string[]): Promise<void> {
  await gotoReady(page, '/cases/panels');
  await page.locator(`${REGISTER} summary`).click();
  await page.locator(`${REGISTER}-mode`).selectOption(mode);
  for (const [at, place] of places.entries()) {
    await page.locator(`${REGISTER}-place-${at + 1}`).fill(place);
  }
  await page.locator(`${REGISTER} button[type=submit]`).click();
  await expect(page.locator('.toast')).toContainText('已保存');
}

/** Hands a new version of the entry in, as its author. */
async function handIn(page: Page, path: string): Promise<void> {
  await gotoReady(page, `${path}/edit`);
  await page.locator('[name="place"]').fill(`示例会场${Date.now()}`);
  await page.locator('#save').click();
  await page.waitForURL((url) => url.pathname === path);
  await expect(page.locator('h1')).toContainText('已提交');
}

test('people vote in turn on an activity', async ({ page, visitor }) => {
  test.setTimeout(120_000);
  const [admin, reviewer] = [await visitor(), await visitor()];
  await signIn(admin, account.administrator);
  await layDown(admin, 'in_turn', ['2', '1']);
  await expect(admin.locator(`${REGISTER} summary`)).toContainText('依次审批（逐个同意）：示例评审、示例管理员');
  await admin.locator(`${REGISTER} summary`).click();
  await expectAccessible(admin);

  await signIn(page, account.submitted);
  await gotoReady(page, '/registers/activity');
  const path = await page.locator('tbody a').first().getAttribute('href');
  if (path === null) {
    throw new Error('the society has no activity');
  }
  await handIn(page, path);
  await expect(page.locator('#panel li').first()).toContainText('待表决');
  await expect(page.locator('#panel li').last()).toContainText('尚未轮到');
  await expectAccessible(page);

  await gotoReady(admin, '/cases');
  await expect(admin.locator(`a[href="${path}"]`)).toHaveCount(0);
  await gotoReady(admin, path);
  await expect(admin.locator('#case-approve-why')).toContainText('现在轮到 示例评审');

  await signIn(reviewer, account.reviewer);
  await gotoReady(reviewer, '/cases');
  await reviewer.locator(`a[href="${path}"]`).click();
  await expect(reviewer.locator('#case')).toContainText('计为一票');
  await reviewer.locator('#opinion').fill('材料齐全');
  await reviewer.locator('#case-approve').click();
  await expect(reviewer.locator('#panel li').first()).toContainText('同意');
  await reviewer.locator('#withdraw-vote-0').click();
  await expect(reviewer.locator('#panel li').first()).toContainText('待表决');
  await reviewer.locator('#opinion').fill('材料齐全');
  await reviewer.locator('#case-approve').click();
  await expect(reviewer.locator('#panel li').last()).toContainText('待表决');
  await expectAccessible(reviewer);
  await reviewer.setViewportSize({ width: 360, height: 800 });
  const beyond = await reviewer.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond).toBeLessThanOrEqual(0);

  await gotoReady(admin, '/cases');
  await admin.locator(`a[href="${path}"]`).click();
  await admin.locator('#opinion').fill('请补充总结');
  await admin.locator('#case-return').click();
  await expect(admin.locator('h1')).toContainText('退回修改');

  await gotoReady(page, path);
  const end = page.locator('#case .timeline__step').last();
  await expect(end).toContainText('示例评审：材料齐全');
  await expect(end).toContainText('示例管理员：请补充总结');
  // Other tests decide activities alone, and find this one handed in.
  await layDown(admin, '', []);
  await handIn(page, path);
});
