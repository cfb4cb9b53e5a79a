// Steps that many tests share.

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { PASSWORD } from './account';

function hasScript(): boolean {
  return test.info().project.use.javaScriptEnabled !== false;
}

/** Waits until the page has been taken over by the browser module; without JavaScript it never is. */
export async function ready(page: Page): Promise<void> {
  if (hasScript()) {
    await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  }
}

/** Opens an address and waits until clicks and typing count. */
export async function gotoReady(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await ready(page);
}

/** What a call of our own pages carries. */
const OWN_CALL = { 'sec-fetch-site': 'same-origin' };

/** Signs in as the sign-in page does, without loading it: the next page that is opened is that of the person. */
export async function signIn(page: Page, login: string, password: string = PASSWORD): Promise<void> {
  const answer = await page.request.post('/api/session/sign_in', { form: { login, password }, headers: OWN_CALL });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Signs in on the sign-in page and waits until it is left. */
export async function signInByForm(page: Page, login: string, password: string = PASSWORD): Promise<void> {
  await gotoReady(page, '/sign-in');
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('form:has(input[name="password"]) button[type="submit"]').click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await ready(page);
}

/** Saves a record of the person's own unit: a new one, or these fields of the one with that id; gives its id. */
export async function saveRecord(
  page: Page,
  register: string,
  fields: Record<string, unknown>,
  id: string | null = null,
): Promise<string> {
  const query = new URLSearchParams(id === null ? { register } : { register, id });
  const form = await page.request.get(`/api/register/${id === null ? 'new' : 'form'}?${query}`);
  expect(form.status(), await form.text()).toBe(200);
  const { org, version, answer } = (await form.json()) as { org: string; version: number; answer: object };
  const data = { org, register, id, base_version: version, answer: { ...answer, ...fields }, mode: 'valid' };
  const saved = await page.request.post('/api/register/save', { data, headers: OWN_CALL });
  expect(saved.status(), await saved.text()).toBe(200);
  return ((await saved.json()) as { id: string }).id;
}

/** Gives the mail address that the first sign-in of an account asks for. */
export async function giveEmail(page: Page, login: string): Promise<void> {
  await page.locator('input[name="email"]').fill(`${login}@example.org`);
  await page.locator('.entry form button[type="submit"]').click();
  await page.waitForURL((url) => url.pathname !== '/welcome');
  await ready(page);
}

/** Types the sum instead of the characters of the picture, as somebody who cannot see it. */
export async function solve(page: Page): Promise<void> {
  await expect(page.locator('.captcha')).not.toHaveAttribute('aria-busy', 'true');
  const help = await page.locator('[id$="captcha-sum"]').innerText();
  const [a, b] = [...help.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  await page.locator('input[name="captcha"]').fill(String((a ?? 0) + (b ?? 0)));
}

/** Forgets the session, as a browser with its data cleared. */
export async function signOut(page: Page): Promise<void> {
  await page.context().clearCookies();
}

/**
 * Fails on any serious or critical obstacle that axe finds on the page as it is now. Axe is itself a script: the
 * project without JavaScript leaves the same markup to the other projects.
 */
export async function expectAccessible(page: Page): Promise<void> {
  if (!hasScript()) {
    return;
  }
  // One run in the page itself, where frames of other sites never stand; what passed is counted and not described.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.html}`).join('\n')}`);
  expect(grave, 'obstacles found by axe').toEqual([]);
}

/** Asks on the page of a forgotten password for the link by mail. */
export async function askForLink(page: Page, who: string): Promise<void> {
  await gotoReady(page, '/forgot?by=email');
  await page.locator('input[name="who"]').fill(who);
  await solve(page);
  await page.locator('.entry form button[type="submit"]').click();
  await expect(page.locator('.notice--info')).toBeVisible();
}

/** Adds a society below the association, as its administrator, and stays on the society's page. */
export async function addSociety(page: Page, name: string): Promise<void> {
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
}
