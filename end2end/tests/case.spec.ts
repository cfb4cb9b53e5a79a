// The association returns an activity of its desk; the society finds it on its own desk and hands it in anew.

import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

test('an activity goes back with a reason and comes again', async ({ page, visitor, problems }) => {
  problems.allow(/status of 403/);
  const reviewer = await visitor();
  await signIn(reviewer, account.reviewer);
  await gotoReady(reviewer, '/cases');
  await expectAccessible(reviewer);
  const before = await reviewer.locator('tbody tr').count();
  expect(before).toBeGreaterThan(2);
  const boxes = reviewer.locator('tbody input[type=checkbox]');
  await boxes.nth(1).check();
  await boxes.nth(2).check();
  await reviewer.locator('#approve-cases').click();
  await expect(reviewer.locator('[role=status] .notice')).toContainText('完成 2 项，跳过 0 项');
  await expect(reviewer.locator('tbody tr')).toHaveCount(before - 2);

  await reviewer.locator('tbody a').first().click();
  await expect(reviewer.locator('#case')).toContainText('现在由');
  await reviewer.locator('#case .flow summary').click();
  await expect(reviewer.locator('.flow__words [aria-current=step]')).toContainText('已提交');
  await expectAccessible(reviewer);
  const path = new URL(reviewer.url()).pathname;
  // A call for the page that came after a refusal would build the form anew under what is typed by then.
  let release = () => {};
  const typed = new Promise<void>((resolve) => (release = resolve));
  await reviewer.route('**/api/register/find?**', (route) => typed.then(() => route.continue()));
  await reviewer.locator('#case-return').click();
  await expect(reviewer.locator('#case [role=alert]')).toContainText('请填写意见');
  await reviewer.locator('#opinion').fill('请补充活动总结');
  release();
  await reviewer.waitForTimeout(500);
  await expect(reviewer.locator('#opinion')).toHaveValue('请补充活动总结');
  await reviewer.locator('#case-return').click();
  await expect(reviewer.locator('h1')).toContainText('退回修改');
  await expect(reviewer.locator('#case-approve-why')).toContainText('退回修改');

  await signIn(page, account.submitted);
  await gotoReady(page, '/cases');
  await page.locator(`a[href="${path}"]`).click();
  await expect(page.locator('#case .timeline')).toContainText('请补充活动总结');
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 800 });
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond).toBeLessThanOrEqual(0);
  await gotoReady(page, `${path}/edit`);
  await page.locator('#save').click();
  await page.waitForURL((url) => url.pathname === path);
  await expect(page.locator('h1')).toContainText('已提交');
  await page.locator('#case-withdraw').click();
  await expect(page.locator('h1')).toContainText('草稿');
  // The society's evaluation counts it again: other tests hand that in.
  await gotoReady(page, `${path}/edit`);
  await page.locator('#save').click();
  await page.waitForURL((url) => url.pathname === path);
  await expect(page.locator('h1')).toContainText('已提交');
});
