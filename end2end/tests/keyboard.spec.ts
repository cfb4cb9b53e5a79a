// The thread of a secretary without a mouse.

import type { Locator, Page } from '@playwright/test';
import { account, expect, gotoReady, PASSWORD, ready, test } from '../support/test';

/** Presses Tab until the element has the focus; a person would give up, too, after so many. */
async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  const focused = () => target.evaluate((element) => element === document.activeElement);
  for (let i = 0; i < most; i += 1) {
    if (await focused()) {
      return;
    }
    await page.keyboard.press('Tab');
  }
  expect(await focused(), `reached with ${most} presses of Tab`).toBe(true);
}

test('secretary signs in, reads the tree and saves a record by keyboard alone', async ({ page }) => {
  const { keyboard } = page;
  await gotoReady(page, '/sign-in');
  await tabTo(page, page.locator('input[name="login"]'));
  await keyboard.type(account.secretary);
  await keyboard.press('Tab');
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/');
  await ready(page);

  await tabTo(page, page.locator('.rail a[href="/evaluation"]'));
  await keyboard.press('Enter');
  await expect(page.getByRole('tree')).toBeVisible();
  await tabTo(page, page.locator('[id="line-1"]'));
  const leaf = page.locator('[id="line-1.1.1.1"]');
  while (!(await leaf.evaluate((element) => element === document.activeElement))) {
    await keyboard.press('ArrowDown');
  }
  await keyboard.press('Enter');
  await expect(page.locator('#leaf-panel')).toContainText('1.1.1.1');

  await tabTo(page, page.locator('.rail a[href="/registers"]'), 250);
  await keyboard.press('Enter');
  const register = page.locator('a[href="/registers/internal_dept"]').first();
  await expect(register).toBeVisible();
  await tabTo(page, register, 120);
  await keyboard.press('Enter');
  const add = page.locator('a[href="/registers/internal_dept/new"]').first();
  await expect(add).toBeVisible();
  await tabTo(page, add);
  await keyboard.press('Enter');
  const name = page.locator('[name="name"]');
  await expect(name).toBeVisible();
  await tabTo(page, name);
  await keyboard.type('键盘部');
  await tabTo(page, page.locator('#save'), 80);
  await keyboard.press('Enter');
  // What the form demands is named first, and each line leads to its field.
  await page.waitForFunction(() => /internal_dept\/[0-9a-f-]{36}$/.test(location.pathname) || document.activeElement?.id === 'summary');
});
