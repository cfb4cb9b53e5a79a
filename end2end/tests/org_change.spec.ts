// Units through time: a base is handed down and taken back, an administrator hands over, a society opens a branch.

import type { Page } from '@playwright/test';
import {
  account,
  addSociety,
  expect,
  expectAccessible,
  giveEmail,
  gotoReady,
  PASSWORD,
  ready,
  signIn,
  signInByForm,
  signOut,
  test,
} from '../support/test';

/** Opens the one unit of the scope with that name. */
async function openUnit(page: Page, name: string): Promise<void> {
  await gotoReady(page, `/orgs?q=${encodeURIComponent(name)}`);
  await page.locator('.org-tree__line a', { hasText: name }).first().click();
  await expect(page.locator('h1')).toContainText(name);
  await ready(page);
}

async function fits(page: Page): Promise<void> {
  for (const width of [1280, 768, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond, `${page.url()} at ${width} px`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('base is handed down one level after a preview, and taken back', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, account.administrator);
  await openUnit(page, '示例专家服务基地');
  const way = page.locator('.breadcrumb').first();
  await expect(way).not.toContainText('滨江市专家服务处');
  await page.getByRole('link', { name: '移动（下派）' }).click();
  await ready(page);
  await page.getByRole('radio', { name: /滨江市专家服务处/ }).check();
  await page.getByRole('button', { name: '预览' }).click();
  const preview = page.locator('#preview');
  await expect(preview).toContainText('滨江市专家服务处');
  await expect(preview).toContainText('随同的单位');
  await ready(page);
  await expectAccessible(page);
  await fits(page);
  await preview.getByRole('button', { name: '确认执行' }).click();
  await expect(way).toContainText('滨江市专家服务处');
  await ready(page);
  await expect(page.locator('#history')).toContainText('由“示例省专家中心”移至“滨江市专家服务处”');

  await page.locator('#history').getByRole('link', { name: '撤销' }).first().click();
  await ready(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: '确认撤销' }).click();
  await expect(way).not.toContainText('滨江市专家服务处');
  await expect(page.locator('#history')).toContainText('已由 示例管理员');
});

test('administrator hands over to a new account, both see it', { tag: '@nojs' }, async ({ page, problems }, { project }) => {
  problems.allow(/status of 422/);
  const [name, first, second] = [`交接学会 ${project.name}`, `over-a-${project.name}`, `over-b-${project.name}`];
  await signIn(page, account.administrator);
  await addSociety(page, name);
  const form = page.locator('#administrator form');
  await form.locator('input[name="name"]').fill('示例甲');
  await form.locator('input[name="login"]').fill(first);
  await form.locator('input[name="password"]').fill(PASSWORD);
  await form.locator('button[type="submit"]').click();
  await expect(page.locator('details#administrator')).toBeVisible();
  await ready(page);

  await page.locator('#administrator summary').click();
  await form.locator('input[value="staff"]').check();
  await form.locator('input[name="name"]').fill('示例乙');
  await form.locator('input[name="login"]').fill(second);
  await form.locator('input[name="password"]').fill('short');
  await form.locator('button[type="submit"]').click();
  await expect(page.locator('#administrator .field__problem').first()).toBeVisible();
  await ready(page);
  await expect(form.locator('input[name="login"]')).toHaveValue(second);
  await expect(form.locator('input[value="staff"]')).toBeChecked();
  await form.locator('input[name="password"]').fill(PASSWORD);
  await form.locator('button[type="submit"]').click();
  const former = page.locator('#former');
  await expect(former.getByRole('row', { name: /示例甲/ })).toContainText('示例乙');
  await ready(page);
  await expectAccessible(page);
  await fits(page);

  await signOut(page);
  await signInByForm(page, first);
  await giveEmail(page, first);
  await gotoReady(page, '/posts');
  await expect(page.getByRole('row', { name: /管理员/ })).toContainText('示例乙');
  await expect(page.getByRole('row', { name: /工作人员/ })).toContainText('现任');
  await expectAccessible(page);
});

test('society opens a branch account, whose user sees the branch only', async ({ page }, { project }) => {
  const [name, login] = [`示例分会 ${project.name}`, `branch-${project.name}`];
  await signIn(page, account.society);
  await openUnit(page, '滨江市力学学会');
  const open = page.locator('details', { hasText: '开设分支机构账号' });
  await open.locator('summary').click();
  await open.locator('input[name="name"]').fill(name);
  await open.locator('input[name="person"]').fill('示例丙');
  await open.locator('input[name="login"]').fill(login);
  await open.locator('input[name="password"]').fill(PASSWORD);
  await open.locator('button[type="submit"]').click();
  await expect(page.locator('h1')).toContainText(name);

  await signOut(page);
  await signInByForm(page, login);
  await giveEmail(page, login);
  await expect(page.locator('.bar__unit')).toHaveText(name);
  await gotoReady(page, '/orgs');
  await expect(page.locator('.org-tree__line')).toHaveCount(1);
  await expect(page.locator('.org-tree__line')).toContainText(name);
});

test('tree of a day is shown and left again', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, account.administrator);
  await gotoReady(page, '/orgs');
  await page.locator('input[name="on"]').fill('2001-01-01');
  await page.getByRole('button', { name: '查看' }).click();
  await expect(page.locator('.empty')).toContainText('2001-01-01');
  await ready(page);
  await expectAccessible(page);
  await page.getByRole('link', { name: '回到今天' }).click();
  await expect(page.locator('.org-tree__line').first()).toContainText('科学技术协会');
});
