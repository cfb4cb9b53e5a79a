// Units: a society is set up below the association and gets its one administrator (S-022 … S-026).

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

test(
  'society is set up, gets one administrator, who signs in',
  { tag: '@nojs' },
  async ({ page, problems }, { project }) => {
    // The browser itself writes a refused call on the console.
    problems.allow(/status of 422/);
    // The projects may share a database: each has a society of its own.
    const [name, login] = [`示例学会 ${project.name}`, `head-${project.name}`];
    await signIn(page, account.administrator);
    await addSociety(page, name);

    const appoint = page.locator('form:has(input[name="login"])');
    const enter = async (password: string) => {
      await appoint.locator('input[name="name"]').fill('示例负责人');
      await appoint.locator('input[name="login"]').fill(login);
      await appoint.locator('input[name="password"]').fill(password);
      await appoint.locator('button[type="submit"]').click();
    };
    await enter('short');
    await expect(page.locator('.field__problem, [role="alert"]').first()).not.toBeEmpty();
    await ready(page);
    await expect(appoint.locator('input[name="login"]')).toHaveValue(login);
    await enter(PASSWORD);
    await expect(page.getByRole('cell', { name: '示例负责人', exact: true })).toBeVisible();
    await expect(page.locator('section#administrator')).toHaveCount(0);
    await expect(page.locator('details#administrator')).toBeVisible();
    await expectAccessible(page);

    await signOut(page);
    await signInByForm(page, login);
    await giveEmail(page, login);
    await expect(page.locator('.bar__unit')).toHaveText(name);
  },
);

test('tree opens level by level by keyboard and is searched', async ({ page }) => {
  await signIn(page, account.administrator);
  await gotoReady(page, '/orgs');
  const root = page.locator('.org-tree__toggle').first();
  const lines = page.locator('.org-tree__line');
  await expect(root).toHaveAttribute('aria-expanded', 'true');
  await root.focus();
  await page.keyboard.press('Enter');
  await expect(lines).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(root).toHaveAttribute('aria-expanded', 'true');
  await expect(lines.nth(1)).toBeVisible();
  await page.locator('input[name="q"]').fill('力学');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=/);
  await expect(lines).toHaveCount(1);
  await expect(lines).toContainText('力学');
});
