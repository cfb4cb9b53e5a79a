// Units: a society is set up below the association and gets its one administrator.

import { account, expect, expectAccessible, gotoReady, PASSWORD, ready, signIn, signOut, test } from '../support/test';

test('society is set up, gets one administrator, who signs in', { tag: '@nojs' }, async ({ page }, { project }) => {
  // The projects may share a database: each has a society of its own.
  const [name, login] = [`示例学会 ${project.name}`, `head-${project.name}`];
  await signIn(page, account.administrator);
  await gotoReady(page, '/orgs');
  await page.locator('.org-tree__line a').first().click();
  await expect(page.locator('h1')).toContainText('科学技术协会');
  await ready(page);

  const add = page.locator('details:has(select[name="kind"])');
  await add.locator('summary').click();
  await add.locator('select[name="kind"]').selectOption('society');
  await add.locator('input[name="name"]').fill(name);
  await add.locator('button[type="submit"]').click();
  await expect(page.locator('h1')).toContainText(name);
  await ready(page);

  // What the form has refused stays typed; the password alone is asked for again.
  const appoint = page.locator('form:has(input[name="login"])');
  await appoint.locator('input[name="name"]').fill('示例负责人');
  await appoint.locator('input[name="login"]').fill(login);
  await appoint.locator('input[name="password"]').fill('short');
  await appoint.locator('button[type="submit"]').click();
  await expect(page.locator('main')).toContainText('密码');
  await ready(page);
  const again = page.locator('form:has(input[name="login"])');
  await again.locator('input[name="name"]').fill('示例负责人');
  await again.locator('input[name="login"]').fill(login);
  await again.locator('input[name="password"]').fill(PASSWORD);
  await again.locator('button[type="submit"]').click();
  await expect(page.getByRole('cell', { name: '示例负责人' })).toBeVisible();
  await expect(page.locator('input[name="login"]')).toHaveCount(0);
  await expectAccessible(page);

  await signOut(page);
  await signIn(page, login);
  await expect(page.locator('.bar__unit')).toHaveText(name);
});

test('tree opens level by level by keyboard and is searched', async ({ page }) => {
  await signIn(page, account.administrator);
  await gotoReady(page, '/orgs');
  const toggle = page.locator('.org-tree__toggle').first();
  await toggle.focus();
  const open = await toggle.getAttribute('aria-expanded');
  await page.keyboard.press('Enter');
  await expect(toggle).toHaveAttribute('aria-expanded', open === 'true' ? 'false' : 'true');
  await page.locator('input[name="q"]').fill('力学');
  await page.keyboard.press('Enter');
  await expect(page.locator('.org-tree__line')).toHaveCount(1);
});
