// Messages that really leave: mail through a mail server, short messages through a gateway, both on loopback; and
// what happens while they do not take them.

import { Gateway } from '../support/gateway';
import { Mailbox } from '../support/mailbox';
import { Server } from '../support/server';
import { account, askForLink, expect, gotoReady, PASSWORD, ready, signIn, solve, test as base } from '../support/test';

interface Outside {
  mailbox: Mailbox;
  gateway: Gateway;
}

const test = base.extend<{}, Outside>({
  mailbox: [
    async ({}, use) => {
      const mailbox = await Mailbox.start();
      await use(mailbox);
      await mailbox.stop();
    },
    { scope: 'worker' },
  ],
  gateway: [
    async ({}, use) => {
      const gateway = await Gateway.start();
      await use(gateway);
      await gateway.stop();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ mailbox, gateway }, use) => {
      const server = await Server.start({
        ...gateway.settings,
        SOCIETAS_SMTP_URL: mailbox.url,
        SOCIETAS_MAIL_FROM: '学会通 <no-reply@example.org>',
      });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

/** The first link of a text. */
function link(text: string): string {
  return /http\S+/.exec(text)?.[0] ?? '';
}

test('reset mail passes a mail server that refuses at first, and its link sets the password', async ({
  page,
  visitor,
  mailbox,
}) => {
  const address = `${account.submitted}@example.org`;
  await signIn(page, account.submitted);
  await gotoReady(page, '/account');
  let seen = mailbox.mails.length;
  mailbox.refuse = 1;
  await page.locator('form[action*="profile/email"] button').click();
  const confirm = await mailbox.next(address, seen);
  expect(mailbox.refused, 'the first try was answered by 451').toEqual([address]);
  expect(confirm.subject).toBe('确认您的电子邮箱');
  await page.goto(link(confirm.text));
  await ready(page);
  await page.locator('.entry form button[type="submit"]').click();
  await expect(page.locator('.notice--success')).toBeVisible();

  const guest = await visitor();
  seen = mailbox.mails.length;
  await askForLink(guest, account.submitted);
  const reset = await mailbox.next(address, seen);
  expect(reset.subject).toBe('重置学会通密码');
  expect(reset.id).toMatch(/^<[0-9a-f-]{36}@example\.org>$/);
  await guest.goto(link(reset.text));
  await ready(guest);
  await guest.locator('input[name="new_password"]').fill('Another-2026');
  await guest.locator('input[name="again"]').fill('Another-2026');
  await guest.locator('.entry form button[type="submit"]').click();
  await guest.waitForURL((url) => url.pathname === '/sign-in');
  await signIn(guest, account.submitted, 'Another-2026');
  expect(mailbox.mails.filter(({ to }) => to === address).length, 'each mail came once').toBe(seen + 1);
});

test('mail waits while the mail server is down, and leaves once it is back', async ({ page, visitor, mailbox }) => {
  const address = `${account.reviewer}@example.org`;
  const seen = mailbox.mails.length;
  await mailbox.stop();
  await signIn(page, account.reviewer);
  await gotoReady(page, '/account');
  await page.locator('form[action*="profile/email"] button').click();
  await expect(page.locator('.toasts')).toContainText('已保存');

  const administrator = await visitor();
  await signIn(administrator, account.administrator);
  const line = administrator.locator('tbody tr').first();
  await expect(async () => {
    await administrator.goto('/outbox');
    await expect(line).toContainText('待发送', { timeout: 500 });
    await expect(line.locator('td').last()).not.toBeEmpty({ timeout: 500 });
  }).toPass();
  await expect(line, 'addresses are masked').not.toContainText(address);
  await expect(line, 'links are not shown').not.toContainText('http');

  await mailbox.restart();
  const mail = await mailbox.next(address, seen);
  expect(link(mail.text)).toContain('/confirm/');
  await expect(async () => {
    await administrator.goto('/outbox');
    await expect(line).toContainText('已发送', { timeout: 500 });
  }).toPass();
});

test('code passes a gateway that refuses at first, and signs in', async ({ page, gateway }) => {
  // The demo's number of the secretary.
  const mobile = '13900000003';
  gateway.refuse = 1;
  await gotoReady(page, '/sign-in?by=sms');
  await page.locator('input[name="mobile"]').fill(mobile);
  await solve(page);
  await page.locator('.entry form button[type="submit"]').click();
  await expect(page.locator('input[name="code"]')).toBeVisible();
  await ready(page);
  const message = await gateway.next(mobile, 0);
  expect(gateway.tries, 'both tries have the same id').toEqual([message.id, message.id]);
  const code = /\d{6}/.exec(message.text)?.[0] ?? '';
  await page.locator('input[name="code"]').fill(code);
  await page.locator('input[name="consent"]').check();
  await page.locator('.entry form button[type="submit"]').click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await ready(page);
  await expect(page.locator('.bar__unit')).toBeVisible();

  const forged = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'x-timestamp': String(Date.now()), 'x-signature': '00'.repeat(32) },
    body: JSON.stringify({ id: '1', mobile, text: PASSWORD }),
  });
  expect(forged.status, 'the gateway takes nothing that is not signed').toBe(401);
  expect(gateway.messages.length).toBe(1);
});
