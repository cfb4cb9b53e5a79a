// The reviewer scores a leaf and returns one with a reason; the society sees it, mends it and hands in again.

import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

const LEAF = '1.1.2.2';

test('reviewer returns a leaf, the society mends it and hands in again', async ({ page, visitor }) => {
  const reviewer = await visitor();
  await signIn(reviewer, account.reviewer);
  await gotoReady(reviewer, '/review');
  await expectAccessible(reviewer);
  await reviewer.locator('tbody a').first().click();
  await expect(reviewer.getByRole('tree')).toBeVisible();
  const path = new URL(reviewer.url()).pathname;
  await gotoReady(reviewer, `${path}?leaf=${LEAF}`);
  await expectAccessible(reviewer);
  await reviewer.locator('#opinion').fill('请补充后重新提交');
  await reviewer.locator('#score').fill('6');
  await reviewer.locator('#comment').fill('附件不全');
  await reviewer.locator('#save-score').click();
  await expect(reviewer.locator('#leaf-panel')).toContainText('已保存');
  await reviewer.locator('#leaf-panel summary', { hasText: '标记退回此项' }).click();
  await reviewer.locator('#reason').fill('请补充议事规则的附件');
  await reviewer.locator('#mark-leaf').click();
  await expect(reviewer.getByRole('button', { name: '取消标记' })).toBeVisible();
  await expect(reviewer.locator('#reason')).toHaveValue('请补充议事规则的附件');
  await expect(reviewer.locator('#opinion')).toHaveValue('请补充后重新提交');
  await expect(reviewer.locator(`[id="line-${LEAF}"] .badge--danger`), 'the tree counts it').toBeVisible();
  reviewer.once('dialog', (dialog) => {
    expect(dialog.message()).toContain('1 项');
    void dialog.accept();
  });
  await reviewer.locator('#return-case').click();
  await reviewer.waitForURL((url) => url.pathname !== path || url.search === '');
  await expect(reviewer.locator('.toast')).toContainText('已退回学会');

  await signIn(page, account.submitted);
  await gotoReady(page, `/evaluation?leaf=${LEAF}`);
  await expect(page.locator('h1')).toContainText('退回补充');
  await expect(page.locator('#leaf-panel')).toContainText('请补充议事规则的附件');
  await expectAccessible(page);
  await gotoReady(page, '/registers/party_group_rule/new');
  await page.locator('textarea').first().fill('党建工作小组议事规则（2026 年修订）');
  await page.locator('#save').click();
  await page.waitForURL(/party_group_rule\/[0-9a-f-]{36}$/);
  await gotoReady(page, '/evaluation');
  await page.locator('#submit-evaluation').click();
  await expect(page.locator('h1')).toContainText('已提交');
  await expect(page.locator('.timeline')).toContainText('请补充后重新提交');
});
