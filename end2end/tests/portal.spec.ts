// The portal: what visitors meet, where the services lead, guides and downloads.

import { account, expect, expectAccessible, gotoReady, PASSWORD, ready, signIn, test } from '../support/test';

// C-003, C-010, C-011, S-014, P-043, P-044, P-050
test('visitor meets the portal and reaches a service through the sign-in', { tag: ['@phone', '@nojs'] }, async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL('/portal');
  await ready(page);
  await expect(page.locator('h1')).toHaveText('滨江市科学技术协会网上办事大厅');
  await expect(page.locator('.bar').getByRole('link', { name: '请登录' })).toBeVisible();
  await expectAccessible(page);
  await expect(page.locator('#hall')).not.toContainText('专家服务');
  await page.getByRole('link', { name: '学会评价', exact: true }).click();
  await page.waitForURL(/sign-in\?next=/);
  await ready(page);
  await page.getByRole('link', { name: '返回门户' }).click();
  await page.waitForURL((url) => url.pathname === '/portal');
  await ready(page);
  await page.getByRole('link', { name: '学会评价', exact: true }).click();
  await page.waitForURL(/sign-in\?next=/);
  await ready(page);
  await page.locator('input[name="login"]').fill(account.secretary);
  await page.locator('input[name="password"]').fill(PASSWORD);
  await page.locator('form:has(input[name="password"]) button[type="submit"]').click();
  await page.waitForURL((url) => url.pathname === '/evaluation');
  await expect(page.getByRole('tree')).toBeVisible();
});

// C-012, C-013
test('portal greets by name and leads to the workbench', { tag: '@nojs' }, async ({ page, problems }) => {
  problems.allow(/status of 403/);
  await signIn(page, account.secretary);
  await gotoReady(page, '/portal');
  const bar = page.locator('.bar');
  await expect(bar).toContainText('您好，示例秘书');
  await expect(bar).toContainText('010-60000001');
  await expect(bar.getByRole('link', { name: '办事大厅' })).toHaveAttribute('href', '/portal#hall');
  await expectAccessible(page);
  await bar.getByRole('link', { name: '工作台' }).click();
  await expect(page).toHaveURL('/');
  await expect(page.locator('.rail a[href="/congress"]')).toBeVisible();

  await signIn(page, account.liaison);
  await gotoReady(page, '/portal');
  await page.getByRole('link', { name: '学会评价', exact: true }).click();
  await expect(page.locator('#content')).toContainText('面向学会、科协');
});

// P-045
test('visitor reads a guide and downloads a document', { tag: ['@phone', '@nojs'] }, async ({ page }) => {
  await gotoReady(page, '/sign-in');
  await page.locator('.entry__links').getByRole('link', { name: '办事指南' }).click();
  await page.waitForURL(/category=guide/);
  await ready(page);
  await expectAccessible(page);
  await page.getByRole('link', { name: '学会评价办事指南' }).click();
  await page.waitForURL(/portal\/notices\/[0-9a-f-]{36}/);
  await ready(page);
  await expect(page.locator('.letter__body')).toContainText('登记册');
  await expectAccessible(page);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond).toBeLessThanOrEqual(0);

  await gotoReady(page, '/portal');
  await page.getByRole('link', { name: '会员名册模板' }).click();
  const link = page.locator('.files__name');
  await expect(link).toBeVisible();
  const file = await page.request.get((await link.getAttribute('href')) ?? '');
  expect(file.status()).toBe(200);
  expect(file.headers()['content-disposition']).toContain('attachment');
  expect((await file.body()).subarray(0, 2).toString()).toBe('PK');
});

// P-045: what is public says so where it is written.
test('association writes a public guide', async ({ page }) => {
  await signIn(page, account.administrator);
  await gotoReady(page, '/notices/new');
  const form = page.locator('form.message-form');
  await form.locator('select[name="category"]').selectOption('guide');
  await form.getByRole('checkbox', { name: '在门户公开' }).check();
  await form.locator('input[name="title"]').fill('示例公开指南');
  await form.locator('textarea').fill('示例正文');
  await form.locator('button[value="preview"]').click();
  await expect(page.locator('.notice--info')).toContainText('门户');
  await expect(page.locator('.letter')).toContainText('办事指南');
  await gotoReady(page, '/notices?box=own');
  const row = page.locator('.mail__row', { hasText: '示例公开指南' });
  await expect(row).toContainText('公开');
  await row.locator('a').click();
  await expect(form.getByRole('checkbox', { name: '在门户公开' })).toBeChecked();
  await expect(form.locator('select[name="category"]')).toHaveValue('guide');
});
