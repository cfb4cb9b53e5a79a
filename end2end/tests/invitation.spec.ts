// Membership by QR code: the secretary invites, a visitor applies on the phone, the secretary approves, the member
// stands in the register.

import type { Page } from '@playwright/test';
import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

/** The link of the demo's invitation, as the secretary shares it. */
async function joinLink(page: Page): Promise<string> {
  await signIn(page, account.secretary);
  await gotoReady(page, '/invitations');
  const link = await page.locator('.invitation__link').first().textContent();
  return new URL(link ?? '').pathname;
}

async function fill(page: Page, name: string, mobile: string): Promise<void> {
  await page.locator('[name="level"]').selectOption({ label: '普通会员' });
  await page.locator('[name="name"]').fill(name);
  await page.locator('[name="sex"]').selectOption('女');
  await page.locator('[name="mobile"]').fill(mobile);
  await page.locator('[name="employer"]').fill('滨江大学');
}

test('visitor applies and becomes a member', { tag: ['@phone', '@nojs'] }, async ({ page, visitor }) => {
  const path = await joinLink(page);
  await expectAccessible(page);
  const code = await page.request.get((await page.locator('.invitation__qr').first().getAttribute('src')) ?? '');
  expect(code.headers()['content-type']).toBe('image/svg+xml');

  const guest = await visitor();
  const name = `访客${Date.now() % 100000}`;
  await gotoReady(guest, path);
  await expectAccessible(guest);
  await fill(guest, name, '13900000017');
  await guest.locator('#apply').click();
  await guest.waitForURL(/\/join\/status\//);
  await expect(guest.locator('.badge')).toHaveText('待审核');
  await expectAccessible(guest);

  await gotoReady(page, '/applications');
  await page.locator('.review__item', { hasText: name }).click();
  await expect(page.locator('h1')).toContainText(name);
  await expectAccessible(page);
  await page.locator('#approve').click();
  await expect(page.locator('.review__item', { hasText: name })).toContainText('审核通过');
  await gotoReady(page, `/registers/member?q=${encodeURIComponent(name)}`);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await guest.reload();
  await expect(guest.locator('.badge')).toHaveText('审核通过');
});

test('wrong input is named at the field and nothing is lost', { tag: ['@phone', '@nojs'] }, async ({ page, visitor, problems }) => {
  problems.allow(/status of 422/);
  const path = await joinLink(page);
  const guest = await visitor();
  await gotoReady(guest, path);
  await fill(guest, '张示例', '12');
  await guest.locator('#apply').click();
  await expect(guest.locator('.summary__list a').first()).toHaveAttribute('href', '#f-mobile');
  await expect(guest.locator('[name="name"]')).toHaveValue('张示例');
});

test('what a visitor typed survives a closed browser', { tag: '@phone' }, async ({ page, visitor }) => {
  const path = await joinLink(page);
  const guest = await visitor();
  await gotoReady(guest, path);
  await guest.locator('[name="name"]').fill('李示例');
  await expect(guest.locator('.sticky__status')).toContainText('已自动保存');
  await gotoReady(guest, path);
  await expect(guest.locator('[name="name"]')).toHaveValue('李示例');
});

test('revoked invitation says so', async ({ page, visitor, problems }) => {
  problems.allow(/status of 410/);
  await signIn(page, account.secretary);
  await gotoReady(page, '/invitations');
  await page.locator('#new-invitation summary').click();
  await page.locator('#name').fill('将停用的邀请');
  await page.locator('#expires_on').fill('2027-06-30');
  await page.locator('#new-invitation button[type="submit"]').click();
  const card = page.locator('.invitation', { hasText: '将停用的邀请' });
  const path = new URL((await card.locator('.invitation__link').textContent()) ?? '').pathname;
  await card.locator('button[id^="revoke-"]').click();
  await card.locator('dialog button[type="submit"]').click();
  await expect(card).toContainText('已停用');
  const guest = await visitor();
  const answer = await guest.goto(path);
  expect(answer?.status()).toBe(410);
  await expect(guest.locator('h1')).toContainText('邀请已失效');
});

test('returned application is mended and sent again', { tag: ['@phone', '@nojs'] }, async ({ page, visitor }) => {
  const path = await joinLink(page);
  const guest = await visitor();
  const name = `退回${Date.now() % 100000}`;
  await gotoReady(guest, path);
  await fill(guest, name, '13900000018');
  await guest.locator('#apply').click();
  await guest.waitForURL(/\/join\/status\//);

  await gotoReady(page, '/applications');
  await page.locator('.review__item', { hasText: name }).click();
  await expect(page.locator('h1')).toContainText(name);
  await page.locator('#opinion').fill('请填写职务');
  await page.locator('#return').click();
  await expect(page.locator('.review__item', { hasText: name })).toContainText('退回修改');

  await guest.reload();
  await expect(guest.locator('.join__mend')).toContainText('请填写职务');
  await expectAccessible(guest);
  await guest.locator('#mend').click();
  await expect(guest.locator('h1')).toHaveText('修改申请');
  await expect(guest.locator('[name="name"]')).toHaveValue(name);
  await expectAccessible(guest);
  await guest.locator('[name="post"]').fill('教授');
  await guest.locator('#apply').click();
  await guest.waitForURL(/\/join\/status\//);
  await expect(guest.locator('h1 .badge')).toHaveText('待审核');
});

test('poster carries the name of the society and the code', async ({ page }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, '/invitations');
  await page.getByRole('link', { name: '打印海报' }).first().click();
  await expect(page.locator('h1')).toHaveText('欢迎加入滨江市力学学会');
  await expectAccessible(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.poster__qr')).toBeVisible();
  await expect(page.locator('.bar')).toBeHidden();
});

test('number of an invitation opens its own list', async ({ page }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, '/invitations');
  const card = page.locator('.invitations > li', { hasText: '年会现场' });
  await card.getByRole('link', { name: /收到申请/ }).click();
  await expect(page.locator('.review__only')).toContainText('年会现场');
  await expect(page.locator('.review__item').first()).toBeVisible();
});
