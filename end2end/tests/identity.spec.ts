// Sign-in by an identity provider: the button, the way there and back, and what somebody reads who is not known here.

import { Provider } from '../support/provider';
import { Server } from '../support/server';
import { test as base, expect, expectAccessible, gotoReady, ready } from '../support/test';

const test = base.extend<{}, { provider: Provider }>({
  provider: [
    async ({}, use) => {
      const provider = await Provider.start();
      await use(provider);
      await provider.stop();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ provider }, use) => {
      const server = await Server.start(provider.settings);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

test('person signs in by the identity provider', { tag: '@nojs' }, async ({ page, provider, problems }) => {
  problems.allow(/request to another host: http:\/\/127\.0\.0\.1:\d+\/authorize/);
  const button = page.getByRole('link', { name: provider.name });
  await gotoReady(page, '/sign-in?next=%2Forgs');
  await expectAccessible(page);

  provider.claims = { sub: 'nobody', email: 'nobody@example.org', email_verified: true };
  await button.click();
  await expect(page.getByRole('alert')).toContainText('这里没有账号属于该身份');
  await ready(page);
  await expectAccessible(page);

  // The demo's number of the secretary.
  provider.claims = { sub: 'somebody', phone_number: '+8613900000003', phone_number_verified: true };
  await button.click();
  await page.waitForURL((url) => url.pathname === '/orgs');
  await ready(page);
  await expect(page.locator('.bar__unit')).toBeVisible();

  await gotoReady(page, '/account');
  const tie = page.locator('li:has(form[action*="end_tie"])');
  await expect(tie).toContainText(provider.url);
  await tie.getByRole('button').click();
  await expect(tie).toHaveCount(0);
});
