// Messages, notices, alerts and the live number at the bell.

import { account, expect, expectAccessible, gotoReady, ready, signIn, test } from '../support/test';

// What is sent can be undone for half a minute: the tests that wait for its end do so beside each other.
test.describe.configure({ mode: 'parallel' });

// S-029, S-030
test('a notice is written, previewed, undone and published', { tag: '@nojs' }, async ({ page }, { project }) => {
  const title = `示例通知 ${project.name}`;
  await signIn(page, account.administrator);
  await gotoReady(page, '/notices?box=own');
  await page.locator('.page__actions a').click();
  await page.waitForURL(/notices\/new/);
  await ready(page);
  const form = page.locator('form.message-form');
  await form.locator('input[name="everyone"]').uncheck();
  await form.locator('input[name="find"]').fill('力学');
  await form.locator('input[name="title"]').fill(title);
  await form.locator('textarea').fill('示例正文');
  await form.locator('button[value="find"]').first().click();
  await page.waitForURL(/find=/);
  await ready(page);
  await expect(form.locator('input[name="title"]')).toHaveValue(title);
  await form.getByRole('checkbox', { name: '滨江市力学学会' }).check();
  await form.locator('button[value="preview"]').click();
  await expect(page.locator('.page__note')).toContainText('2 个单位');
  await expect(page.getByRole('cell', { name: '滨江市力学学会' })).toBeVisible();
  await expectAccessible(page);
  await page.locator('form button[type="submit"]').filter({ hasText: '发布' }).click();
  const undo = page.locator('.undo button');
  await expect(undo).toBeVisible();
  await expectAccessible(page);
  await undo.click();
  await page.waitForURL(/edit/);
  await ready(page);
  await expect(form.locator('textarea')).toHaveValue('示例正文');
  await form.locator('button[value="preview"]').click();
  await page.waitForURL(/\/publish$/);
  await page.locator('form button[type="submit"]').filter({ hasText: '发布' }).click();
  await expect(page.locator('.undo')).toBeVisible();
  await page.locator('a[href$="/readers"]').click();
  await expect(page.locator('tbody')).toContainText('滨江市力学学会');
  await expectAccessible(page);
});

test('a message finds its receiver, is sent, read and answered', { tag: '@nojs' }, async ({ page, visitor }, { project }) => {
  // What was sent can be undone for half a minute; only then it can be read.
  const subject = `示例消息 ${project.name}`;
  await signIn(page, account.secretary);
  await gotoReady(page, '/messages/new');
  const form = page.locator('form.message-form');
  await form.locator('input[name="subject"]').fill(subject);
  await form.locator('textarea').fill('示例正文');
  await form.locator('input[name="find"]').fill('数学');
  await form.locator('button[value="find"]').first().click();
  await expect(page.locator('.picks__group')).toContainText('没有找到“数学”');
  await ready(page);
  await form.locator('input[name="find"]').fill('示例管理员 科学技术协会');
  await form.locator('button[value="find"]').first().click();
  const box = form.getByRole('checkbox', { name: /^示例管理员 · / });
  await expect(box).toBeVisible();
  await ready(page);
  await box.check();
  await form.locator('button[value="preview"]').click();
  await expect(page.locator('.page__note')).toContainText('1 人');
  await expect(page.locator('.letter')).toContainText('示例正文');
  await expectAccessible(page);
  await page.locator('form button[type="submit"]').filter({ hasText: '发送' }).click();
  await expect(page.locator('.undo')).toBeVisible();
  await expect(page.locator('tbody')).toContainText('未读');

  const other = await visitor();
  await signIn(other, account.administrator);
  await expect
    .poll(
      async () => {
        await gotoReady(other, '/messages');
        return other.locator('.mail__row', { hasText: subject }).count();
      },
      { timeout: 60_000, intervals: [2_000] },
    )
    .toBe(1);
  await other.getByRole('link', { name: subject }).click();
  await expect(other.locator('.letter')).toContainText('示例正文');
  await other.getByRole('link', { name: '回复' }).click();
  await ready(other);
  await expect(other.locator('input[name="subject"]')).toHaveValue(`回复：${subject}`);
  await expect(other.locator('input[name="to[]"]')).toBeChecked();
  await page.reload();
  await ready(page);
  await expect(page.locator('tbody')).not.toContainText('未读');
});

test('the number at the bell follows without a reload', async ({ page, visitor }) => {
  await signIn(page, account.secretary);
  // Other tests may send notices and alerts meanwhile: the number of messages is this test's own.
  const rail = page.locator('a.rail__link[href="/messages"]');
  const unread = async () => Number((await rail.textContent())?.match(/\d+/)?.[0] ?? 0);
  await gotoReady(page, '/notifications');
  const before = await unread();
  await expect(page.locator('.bar__bell')).toHaveAttribute('aria-label', /[1-9]/);
  // Opening an alert marks it as read and leads to the thing.
  const alerts = page.locator('.mail__row.is-unread', { hasText: '评估' });
  const waiting = await alerts.count();
  await alerts.first().locator('button').click();
  await page.waitForURL(/\/evaluation/);
  await gotoReady(page, '/notifications');
  await expect(alerts).toHaveCount(waiting - 1);

  const head = await visitor();
  await signIn(head, account.administrator);
  await gotoReady(head, '/messages/new?find=示例秘书');
  const form = head.locator('form.message-form');
  await expectAccessible(head);
  await form.getByRole('checkbox', { name: /^示例秘书 · / }).check();
  await form.locator('input[name="subject"]').fill('示例即时消息');
  await form.locator('textarea').fill('示例正文');
  await form.locator('button[value="preview"]').click();
  await head.waitForURL(/\/send$/);
  await head.locator('form button[type="submit"]').filter({ hasText: '发送' }).click();
  await expect(head.locator('.undo')).toBeVisible();
  // Nothing before it can no more be undone, then at once.
  expect(await unread()).toBe(before);
  await expect.poll(unread, { timeout: 60_000 }).toBe(before + 1);
  await rail.click();
  await expect(page.locator('.mail__row.is-unread', { hasText: '示例即时消息' })).toBeVisible();
  await expectAccessible(page);
});

test('everybody sees whom to ask, and chooses how to be told', { tag: '@nojs' }, async ({ page }) => {
  await page.goto('/sign-in');
  await expect(page.locator('.entry__support')).toContainText('010-60000001');
  await signIn(page, account.secretary);
  await gotoReady(page, '/support');
  await expect(page.locator('.contact')).toContainText('示例技术服务组');
  await gotoReady(page, '/account/notifications');
  const box = page.locator('input[name="email[]"][value="evaluation_returned"]');
  await box.check();
  await page.locator('form.group button[type="submit"]').click();
  await expect(page.locator('[role="status"]').filter({ hasText: '已保存' }).first()).toBeVisible();
  await gotoReady(page, '/account/notifications');
  await expect(box).toBeChecked();
  await expectAccessible(page);
});
