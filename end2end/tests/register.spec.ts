// A register from the empty list to a saved record: with scripts and without them.

import { account, expect, expectAccessible, gotoReady, PASSWORD, saveRecord, signIn, test } from '../support/test';

const REGISTER = '/registers/member_level';

test('empty list teaches and leads to the form', { tag: ['@phone', '@nojs'] }, async ({ page }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, '/registers/journal');
  await expect(page.locator('.empty a[href="/registers/journal/new"]')).toBeVisible();
  await expectAccessible(page);
});

test('missing fields are all named, each line leads to its field', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, `${REGISTER}/new`);
  await page.locator('#save').click();
  const lines = page.locator('.summary__list a');
  await expect(lines).toHaveCount(4);
  await expect(lines.first()).toHaveAttribute('href', '#f-name');
  await expect(page.locator('[id="f-name"]')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
});

test('record is saved, shown and found again', { tag: ['@phone', '@nojs'] }, async ({ page }) => {
  const name = `端到端等级${Date.now()}`;
  await signIn(page, account.secretary);
  await gotoReady(page, `${REGISTER}/new`);
  await page.locator('[name="name"]').fill(name);
  await page.locator('[name="fee"]').fill('120.50');
  await page.locator('[name="kind"]').selectOption('个人会员');
  await page.locator('[name="permissions"]').first().check();
  await page.locator('#save').click();
  await page.waitForURL(/member_level\/[0-9a-f-]{36}$/);
  await expect(page.locator('h1')).toContainText(name);
  await expectAccessible(page);
  await gotoReady(page, `${REGISTER}?q=${encodeURIComponent(name)}`);
  await expect(page.locator('tbody tr')).toHaveCount(1);
});

test('one click saves though a field is left with a wrong value; what was restored and saved is not taken back', async ({ page }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, `${REGISTER}/new`);
  await page.locator('[name="fee"]').fill('一百');
  await page.locator('#save').click();
  await expect(page.locator('#summary')).toBeVisible();
  await expect(page.locator('.sticky__status')).toContainText('已自动保存');

  page.on('dialog', (dialog) => void dialog.accept());
  await gotoReady(page, `${REGISTER}/new`);
  await expect(page.locator('#drop-draft')).toBeVisible();
  await page.locator('[name="name"]').fill(`恢复等级${Date.now()}`);
  await page.locator('#save-draft').click();
  await expect(page.locator('.sticky__status')).toContainText('已临时保存');
  await expect(page.locator('#drop-draft')).toHaveCount(0);
  await expect(page.locator('[name="name"]')).not.toHaveValue('');
});

// REG-02, E-022
test('a stored draft is no new record any more, and the next page says what was done on the last', async ({ page }) => {
  const name = `草稿等级${Date.now()}`;
  await signIn(page, account.secretary);
  await gotoReady(page, `${REGISTER}/new`);
  await expect(page.locator('h1')).toContainText('新增');
  await page.locator('[name="name"]').fill(name);
  await page.locator('[name="fee"]').fill('1');
  await page.locator('#save-draft').click();
  await expect(page.locator('h1')).toContainText(`编辑：${name}`);
  await expect(page.locator('.sticky__status')).toContainText('还有 2 处需要填写或修改');
  await page.locator('[name="kind"]').selectOption('个人会员');
  await page.locator('[name="permissions"]').first().check();
  await page.locator('#save').click();
  await page.waitForURL(/member_level\/[0-9a-f-]{36}$/);
  await expect(page.locator('.toast')).toContainText('已保存');
  await page.locator('#ask-delete').click();
  await page.locator('#delete-now').click();
  await page.waitForURL((url) => url.pathname === REGISTER);
  await expect(page.locator('.toast')).toContainText(`已删除“${name}”`);
});

// REG-16
test('a session that ends while somebody types is begun again in the page, and nothing is lost', async ({ page, problems }) => {
  problems.allow(/status of 40[13]/);
  const name = `续登等级${Date.now()}`;
  await signIn(page, account.secretary);
  await gotoReady(page, `${REGISTER}/new`);
  await page.locator('[name="name"]').fill(name);
  await page.locator('[name="fee"]').fill('1');
  await page.locator('[name="kind"]').selectOption('个人会员');
  await page.locator('[name="permissions"]').first().check();
  await page.context().clearCookies({ name: /societas/ });
  await page.locator('#save').click();
  const dialog = page.locator('dialog#session');
  await expect(dialog).toBeVisible();
  await expectAccessible(page);

  // Somebody else's account would save what is not theirs.
  const enter = async (login: string, password: string) => {
    await dialog.locator('[name="login"]').fill(login);
    await dialog.locator('[name="password"]').fill(password);
    await dialog.locator('button[type="submit"]').click();
  };
  await enter(account.secretary, 'Wrong-2026');
  await expect(dialog.locator('.notice--danger')).toBeVisible();
  await enter(account.society, PASSWORD);
  await expect(dialog.locator('.notice--danger')).toContainText('原来的账号');
  await enter(account.secretary, PASSWORD);
  await expect(dialog).toBeHidden();
  await expect(page.locator('[name="name"]')).toHaveValue(name);
  await page.locator('#save').click();
  await page.waitForURL(/member_level\/[0-9a-f-]{36}$/);
  await expect(page.locator('h1')).toContainText(name);
});

// E-077
test('a level with members is deleted once they have another one', async ({ page, problems }) => {
  problems.allow(/status of 403/);
  await signIn(page, account.secretary);
  const mark = Date.now();
  const level = (name: string) =>
    saveRecord(page, 'member_level', { name, fee: '1', kind: '个人会员', permissions: ['查看会员资料'] });
  const [from, to] = [await level(`旧等级${mark}`), await level(`新等级${mark}`)];
  const member = await saveRecord(page, 'member', {
    kind: '个人会员',
    name: '示例会员',
    sex: '女',
    mobile: `139${String(mark).slice(-8)}`,
    employer: '滨江大学',
    level: from,
    joined_on: '2024-03-05',
  });

  await gotoReady(page, `${REGISTER}/${from}`);
  await page.locator('#ask-delete').click();
  await page.locator('#delete-now').click();
  await expect(page.locator('#delete .notice--danger')).toContainText('1 名会员');
  await page.locator('#successor').selectOption({ label: `新等级${mark}` });
  await expectAccessible(page);
  await page.locator('#delete-now').click();
  await page.waitForURL((url) => url.pathname === REGISTER);
  await gotoReady(page, `/registers/member/${member}`);
  await expect(page.locator('main')).toContainText(`新等级${mark}`);
  await gotoReady(page, `${REGISTER}/${to}`);
  await expect(page.locator('h1')).toContainText(`新等级${mark}`);
});

// REG-11, REG-12
test('columns are chosen and a filter is kept, and both are there again', { tag: ['@phone', '@nojs'] }, async ({ page }, { project }) => {
  const name = `筛选${project.name}`;
  await signIn(page, account.secretary);
  await saveRecord(page, 'member_level', { name, fee: '1', kind: '个人会员', permissions: ['查看会员资料'] });

  await gotoReady(page, REGISTER);
  const heads = page.locator('thead th');
  const fee = heads.filter({ hasText: '会费' });
  await expect(fee).toHaveCount(1);
  const columns = page.locator('#columns');
  const press = async (label: string) => {
    if (!(await columns.evaluate((details: HTMLDetailsElement) => details.open))) {
      await columns.locator('summary').click();
    }
    await columns.getByRole('button', { name: label, exact: true }).click();
  };
  await press('不显示：会费（元/年）');
  await expect(fee).toHaveCount(0);
  await expectAccessible(page);
  await gotoReady(page, REGISTER);
  await expect(heads.first()).toBeVisible();
  await expect(fee).toHaveCount(0);
  await press('恢复默认');
  await expect(fee).toHaveCount(1);

  await gotoReady(page, `${REGISTER}?q=${project.name}`);
  await page.locator('.kept__new input[name="name"]').fill(name);
  await page.locator('.kept__new button').click();
  const kept = page.locator('.kept__link', { hasText: name });
  await expect(kept).toBeVisible();
  await gotoReady(page, REGISTER);
  await kept.click();
  await page.waitForURL(/q=/);
  await expect(kept).toHaveAttribute('aria-current', 'true');
  await expectAccessible(page);
  await page.getByRole('button', { name: `删除筛选：${name}` }).click();
  await expect(kept).toHaveCount(0);
});
