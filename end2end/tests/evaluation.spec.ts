// The evaluation of a society: the tree, its explanation, and a tick that arrives from another tab.

import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

test('tree shows every leaf, explains one, and is accessible', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, account.society);
  await gotoReady(page, '/evaluation');
  await expect(page.getByRole('tree')).toBeVisible();
  await expect(page.locator('[role="treeitem"] .tree__line, .tree__line--4')).toHaveCount(110);
  await page.locator('[id="line-2.3.1.1"] a.tree__name').click();
  await expect(page.locator('#leaf-panel')).toContainText('为什么没有√');
  await expect(page).toHaveURL(/leaf=2\.3\.1\.1/);
  await expect(page.locator('[id="line-5.1.1.1"]')).toContainText('由科协确认');
  await expect(page.locator('[id="line-5.1.1.1"] a[target="_blank"]')).toHaveCount(0);
  await expectAccessible(page);
});

test('arrow keys walk and fold the tree; search and 只看未完成 narrow it', async ({ page }) => {
  await signIn(page, account.society);
  await gotoReady(page, '/evaluation');
  const first = page.locator('[id="line-1"]');
  await first.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(first).toHaveAttribute('aria-expanded', 'false');
  await expect(page.locator('[id="line-1.1"]')).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[id="line-2"]')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[id="line-1.1.1.1"]')).toBeVisible();
  await page.getByRole('searchbox').fill('科普讲座');
  await expect(page.locator('.tree__line--4')).toHaveCount(1);
  await page.getByRole('searchbox').fill('');
  await page.getByRole('checkbox').check();
  await expect(page.locator('[id="line-5.1.1.1"]')).toHaveCount(0);
});

test('saving in another tab ticks the leaf without a reload', async ({ page, context }) => {
  await signIn(page, account.society);
  await gotoReady(page, '/evaluation?leaf=1.1.2.2');
  const line = page.locator('[id="line-1.1.2.2"]');
  await expect(line.getByRole('img')).toHaveAccessibleName('未填写');
  const [tab] = await Promise.all([context.waitForEvent('page'), line.getByRole('link', { name: /去完善/ }).click()]);
  await expect(tab).toHaveURL(/registers\/party_group_rule.*leaf=1\.1\.2\.2/);
  await gotoReady(tab, '/registers/party_group_rule/new');
  await tab.locator('textarea').first().fill('党建工作小组议事规则');
  await tab.getByRole('button', { name: '保存', exact: true }).click();
  await expect(line.getByRole('img')).toHaveAccessibleName('已完成');
  await expect(page.locator('#leaf-panel')).not.toContainText('为什么没有√');
  await expect(page).toHaveURL(/leaf=1\.1\.2\.2/);
});

test('bonus item is kept and its limit is told', { tag: '@nojs' }, async ({ page, problems }, testInfo) => {
  problems.allow(/status of 4\d\d/);
  await signIn(page, account.society);
  await gotoReady(page, '/evaluation/extras');
  await page.locator('#points-B1').fill('12.5');
  await page.locator('#note-B1').fill('省科技进步奖二等奖');
  await page.locator('#note-B2').fill('尚未保存的说明');
  await page.locator('#B1 button[type="submit"]').click();
  await expect(page.getByText('加分合计 12.5')).toBeVisible();
  if (testInfo.project.name !== 'nojs') {
    await expect(page.locator('#note-B2')).toHaveValue('尚未保存的说明');
    const asked = new Promise<string>((heard) => {
      page.once('dialog', (dialog) => {
        heard(dialog.message());
        void dialog.dismiss();
      });
    });
    await page.locator('.rail a[href="/registers"]').click();
    expect(await asked).not.toBe('');
    await expect(page.locator('#note-B2')).toHaveValue('尚未保存的说明');
    await page.locator('#B2 button[type="submit"]').click();
    await expect(page.locator('#B2')).toContainText('已保存');
  }
  await expectAccessible(page);
});

test('evidence of a bonus item is uploaded and stays', async ({ page }) => {
  await signIn(page, account.society);
  await gotoReady(page, '/evaluation/extras');
  await page.locator('#B3 summary').click();
  const file = { name: '获奖证书.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nexample') };
  await page.locator('#files-B3').setInputFiles(file);
  await expect(page.locator('#B3').getByRole('link', { name: '获奖证书.pdf' })).toBeVisible();
  await page.locator('#points-B3').fill('1');
  await page.locator('#note-B3').fill('获奖');
  await page.locator('#B3 button[type="submit"]').click();
  await expect(page.locator('#B3')).toContainText('已保存');
  await gotoReady(page, '/evaluation/extras');
  await expect(page.locator('#B3').getByRole('link', { name: '获奖证书.pdf' })).toBeVisible();
  await expectAccessible(page);
});

test('record names the leaves that it counts for and what its deletion costs', async ({ page }) => {
  await signIn(page, account.submitted);
  // A register with one record leads to it.
  await gotoReady(page, '/registers/party_group_rule');
  await expect(page.locator('.counts-for a')).toContainText(['1.1.2.2']);
  await page.locator('#ask-delete').click();
  await expect(page.locator('#delete')).toContainText('将失去√');
  await expect(page.locator('#delete')).toContainText('1.1.2.2');
  await expectAccessible(page);
});
