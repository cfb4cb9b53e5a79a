// What every form does: what was typed is kept, leaving asks, rows, choices, files, errors part by part, two who save.

import type { Locator, Page } from '@playwright/test';
import { account, expect, expectAccessible, gotoReady, saveRecord, signIn, test } from '../support/test';

const PAPER = { name: '证书.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };

/** Makes a member and gives its id. */
async function member(page: Page, name: string, mobile: string): Promise<string> {
  const level = { name: `等级${name}`, fee: '1', kind: '个人会员', permissions: ['查看会员资料'] };
  return saveRecord(page, 'member', {
    kind: '个人会员',
    name,
    sex: '女',
    mobile,
    employer: '滨江大学',
    level: await saveRecord(page, 'member_level', level),
    joined_on: '2024-03-05',
  });
}

/** Opens an empty form: what an earlier test typed there is dropped. */
async function fresh(page: Page, path: string): Promise<void> {
  await gotoReady(page, path);
  const drop = page.locator('#drop-draft');
  if (await drop.isVisible()) {
    await drop.click();
    await expect(drop).toHaveCount(0);
  }
}

/** A number of eleven digits that no other test has. */
function mobile(): string {
  return `137${String(Date.now()).slice(-8)}`;
}

/** Does what makes the page ask, and answers the question. */
async function asked(page: Page, act: () => Promise<unknown>, leave: boolean): Promise<string> {
  const question = new Promise<string>((heard) => {
    page.once('dialog', (dialog) => {
      heard(dialog.message());
      void (leave ? dialog.accept() : dialog.dismiss());
    });
  });
  await act();
  return question;
}

// REG-03, X-004
test('what was typed survives a browser that is killed', async ({ page, visitor }) => {
  const killed = await visitor();
  await signIn(killed, account.secretary);
  await fresh(killed, '/registers/internal_dept/new');
  await killed.locator('[name="name"]').fill('办公室');
  await expect(killed.locator('.sticky__status')).toContainText('已自动保存');
  await killed.context().close();

  await signIn(page, account.secretary);
  await gotoReady(page, '/registers/internal_dept/new');
  await expect(page.locator('.notice', { hasText: '尚未保存的内容' })).toBeVisible();
  await expect(page.locator('[name="name"]')).toHaveValue('办公室');
  await page.locator('#drop-draft').click();
  await expect(page.locator('[name="name"]')).toHaveValue('');
});

// REG-09
test('what is kept by itself while a form is saved does not come back', async ({ page }) => {
  await signIn(page, account.secretary);
  await fresh(page, '/registers/member_level/new');
  let go = () => {};
  const held = new Promise<void>((resume) => (go = resume));
  await page.route('**/api/register/keep_draft', async (route) => {
    await held;
    await route.continue();
  });
  const keeps = page.waitForRequest('**/api/register/keep_draft');
  await page.locator('[name="fee"]').fill('60');
  await page.locator('[name="kind"]').selectOption('个人会员');
  await page.getByLabel('查看会员资料').check();
  await page.locator('[name="name"]').fill(`通讯会员${Date.now()}`);
  await keeps;
  await page.locator('#save').click();
  await expect(page.locator('#save')).toHaveClass(/is-busy/);
  go();
  await page.waitForURL(/member_level\/[0-9a-f-]{36}$/);
  await gotoReady(page, '/registers/member_level/new');
  await expect(page.locator('[name="name"]')).toHaveValue('');
  await expect(page.locator('#drop-draft')).toHaveCount(0);
});

// REG-09, X-004, E-027
test('leaving unsaved text or files asks first, and the button that saves is in sight', { tag: '@phone' }, async ({ page }) => {
  await signIn(page, account.secretary);
  await fresh(page, '/registers/qualification/new');
  await expect(page.locator('#save')).toBeInViewport();
  await page.locator('input[type="file"]').setInputFiles(PAPER);
  const stored = page.locator('.files__list a', { hasText: '证书.pdf' });
  await expect(stored).toBeVisible();
  const away = page.locator('.breadcrumb a').first();
  expect(await asked(page, () => away.click(), false)).toContain('未保存');
  await expect(stored).toBeVisible();
  await expect(page).toHaveURL(/qualification\/new$/);
  expect(await asked(page, () => away.click(), true)).toContain('未保存');
  await page.waitForURL((url) => url.pathname === '/registers');
  await gotoReady(page, '/registers/qualification');
  await expect(page.locator('h1')).toBeVisible();
  await expect(page.locator('main')).not.toContainText('证书.pdf');
});

// REG-09
test('leaving while a file is still on its way asks too', async ({ page }) => {
  await signIn(page, account.secretary);
  await fresh(page, '/registers/qualification/new');
  let go = () => {};
  const held = new Promise<void>((resume) => (go = resume));
  await page.route(/\/files\?/, async (route) => {
    await held;
    await route.continue();
  });
  await page.locator('input[type="file"]').setInputFiles(PAPER);
  await expect(page.locator('.files__list progress')).toBeVisible();
  const away = page.locator('.breadcrumb a').first();
  expect(await asked(page, () => away.click(), false)).toContain('未保存');
  go();
  await expect(page.locator('.files__list a', { hasText: '证书.pdf' })).toBeVisible();
  await asked(page, () => away.click(), true);
});

// REG-08
test('a file field says what it takes, and why a file is refused', { tag: '@phone' }, async ({ page, problems }) => {
  problems.allow(/status of 422/);
  await signIn(page, account.secretary);
  await fresh(page, '/registers/qualification/new');
  const field = page.locator('.field', { has: page.locator('input[type="file"]') });
  await expect(field).toContainText(/最多 \d+ 个，每个不超过 [\d.]+ MB，类型：.*pdf/);
  await expect(field.locator('input')).toHaveAttribute('accept', /\.pdf/);
  const refused = field.locator('.field__problem');
  await field.locator('input').setInputFiles({ ...PAPER, buffer: Buffer.from('<html><script>alert(1)</script>') });
  await expect(refused).toContainText('证书.pdf');
  await field.getByRole('button', { name: '移除' }).click();
  await expect(refused).toHaveCount(0);
  // Refused before a byte is sent.
  await field.locator('input').setInputFiles({ ...PAPER, buffer: Buffer.alloc((20 << 20) + 1, 'x') });
  await expect(refused).toContainText('20');
  await expectAccessible(page);
});

async function press(page: Page, button: Locator, key = 'Enter'): Promise<void> {
  await button.focus();
  await page.keyboard.press(key);
}

// REG-07, E-051, E-052, E-124
test('rows are typed by keyboard, pasted from a sheet, moved, removed and chosen from members', async ({ page }) => {
  const mark = Date.now() % 100_000;
  const chosen = [`选甲${mark}`, `选乙${mark}`] as const;
  await signIn(page, account.secretary);
  for (const name of chosen) {
    await member(page, name, mobile());
  }
  await fresh(page, '/registers/expert_team/new');
  await page.locator('[name="name"]').fill(`队伍${mark}`);
  await page.locator('[name="type"]').selectOption('科技服务团');
  await page.locator('[name="founded_on"]').fill('2024-03-05');
  await page.locator('[name="approver"]').fill('理事会');

  const cell = (row: number, key: string) => page.locator(`[id="f-members.${row}.${key}"]`);
  const add = page.getByRole('button', { name: '添加一行' });
  await press(page, add);
  await cell(0, 'name').focus();
  await page.keyboard.type('手录甲');
  await press(page, add);
  // As a spreadsheet puts two rows of three columns on the clipboard.
  await cell(1, 'name').evaluate((input, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, '粘贴乙\t男\t滨江大学\n粘贴丙\t女\t滨江医院\n');
  await expect(cell(2, 'employer')).toHaveValue('滨江医院');
  await expect(cell(1, 'sex')).toHaveValue('男');
  await press(page, page.getByRole('button', { name: '上移 第 3 行' }));
  await expect(cell(1, 'name')).toHaveValue('粘贴丙');
  await press(page, page.getByRole('button', { name: '删除此行 第 1 行' }), 'Space');
  await expect(cell(0, 'name')).toHaveValue('粘贴丙');
  await expect(add).toBeFocused();

  await page.getByRole('button', { name: '从名册选择' }).click();
  const dialog = page.locator('dialog[open]');
  for (const name of chosen) {
    await dialog.getByRole('searchbox').fill(name);
    await dialog.locator('.picker__option', { hasText: name }).click();
    await expect(dialog.locator('.picker__option', { hasText: name })).toContainText('已选');
  }
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '完成' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(cell(2, 'name')).toHaveValue(chosen[0]);
  await expect(cell(3, 'name')).toHaveValue(chosen[1]);
  await expect(cell(3, 'employer')).toHaveValue('滨江大学');
  await page.locator('#save').click();
  await page.waitForURL(/expert_team\/[0-9a-f-]{36}$/);
  for (const name of ['粘贴丙', '粘贴乙', ...chosen]) {
    await expect(page.locator('main')).toContainText(name);
  }
  await expect(page.locator('main')).not.toContainText('手录甲');
});

// REG-06, E-087, E-088, E-089
test('a chosen member fills in the mobile number, and a later change is offered', async ({ page }) => {
  const [name, before, after] = [`组员${Date.now() % 100_000}`, mobile(), `138${mobile().slice(3)}`];
  await signIn(page, account.secretary);
  const id = await member(page, name, before);
  await fresh(page, '/registers/party_group_member/new');
  await expect(page.locator('[name="name"]')).not.toBeEditable();
  await page.getByRole('button', { name: '选择', exact: true }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByRole('searchbox').fill('没有这个人');
  await expect(dialog).toContainText('没有符合的记录');
  await dialog.getByRole('searchbox').fill(name);
  await dialog.locator('.picker__option', { hasText: name }).click();
  await expect(page.locator('[name="name"]')).toHaveValue(name);
  await expect(page.locator('[name="mobile"]')).toHaveValue(before);
  await expect(page.locator('[name="mobile"]')).not.toBeEditable();
  await page.locator('[name="post"]').selectOption({ index: 1 });
  await page.locator('[name="from"]').fill('2024-03-05');
  await page.locator('#save').click();
  await page.waitForURL(/party_group_member\/[0-9a-f-]{36}$/);
  const record = new URL(page.url()).pathname;

  await saveRecord(page, 'member', { mobile: after }, id);
  await gotoReady(page, record);
  await expect(page.locator('#outdated')).toContainText('手机号');
  await gotoReady(page, `${record}/edit`);
  await expect(page.locator('[name="mobile"]')).toHaveValue(before);
  await expect(page.locator('#outdated')).toContainText(after);
  await expectAccessible(page);
  await page.locator('#take-present').click();
  await expect(page.locator('[name="mobile"]')).toHaveValue(after);
  await page.locator('#save').click();
  await page.waitForURL((url) => url.pathname === record);
  await expect(page.locator('#outdated')).toHaveCount(0);
});

// REG-13, E-021
test('errors are counted part by part, and each line leads to its field', async ({ page }) => {
  await signIn(page, account.secretary);
  await fresh(page, '/registers/activity/new');
  await page.locator('#save').click();
  await expect(page.locator('#summary')).toBeFocused();
  const counted = page.locator('.steps__count');
  await expect(counted).not.toHaveCount(0);
  const lines = page.locator('.summary__list a');
  const counts = (await counted.allInnerTexts()).map((text) => Number(/\d+/.exec(text)?.[0]));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(await lines.count());
  expect(counts.length).toBeGreaterThan(1);
  await page.locator('.summary__list a[href="#f-participants"]').click();
  const field = page.locator('[name="participants"]');
  await expect(field).toBeFocused();
  await expect(field).toBeInViewport();
  await field.fill('30');
  await expect(lines).toHaveCount(counts.reduce((sum, count) => sum + count, 0) - 1);
});

// REG-15, X-005
test('who saves second sees both values of each field and chooses', { tag: '@phone' }, async ({ page, problems }) => {
  problems.allow(/status of 409/);
  const name = `同时等级${Date.now()}`;
  await signIn(page, account.secretary);
  const level = { name, fee: '1', kind: '个人会员', permissions: ['查看会员资料'] };
  const id = await saveRecord(page, 'member_level', level);
  await gotoReady(page, `/registers/member_level/${id}/edit`);
  await page.locator('[name="name"]').fill(`${name}甲`);
  await page.locator('[name="fee"]').fill('2');
  await saveRecord(page, 'member_level', { name: `${name}乙`, fee: '3' }, id);
  await page.locator('#save').click();
  const dialog = page.locator('dialog#conflict');
  await expect(dialog).toContainText('示例秘书');
  await expect(dialog.locator('tbody tr')).toHaveCount(2);
  const line = (label: string) => dialog.locator('tbody tr', { hasText: label });
  await expect(line('等级名称')).toContainText(`${name}乙`);
  await expect(line('会费')).toContainText('3');
  await expectAccessible(page);
  await line('会费').getByRole('radio').nth(1).check();
  await dialog.locator('#conflict-done').click();
  await expect(page.locator('[name="fee"]')).toHaveValue(/^3/);
  await page.locator('#save').click();
  await page.waitForURL((url) => url.pathname === `/registers/member_level/${id}`);
  await expect(page.locator('h1')).toContainText(`${name}甲`);
  await expect(page.locator('main')).toContainText('3.00');
});
