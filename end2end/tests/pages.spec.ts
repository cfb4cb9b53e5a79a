// The pages that need nothing made before, in both languages and looks and at three widths: no obstacle, no foreign
// word, nothing cut off.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

const PAGES: [title: string, who: keyof typeof account | null, paths: string[]][] = [
  ['nobody', null, ['/sign-in', '/sign-in?by=sms', '/forgot', '/forgot?by=email', '/terms', '/outbox', '/no-such-page']],
  ['the portal', null, ['/portal', '/portal/notices', '/portal/notices?category=download']],
  ['an administrator', 'administrator', ['/', '/orgs', '/account', '/rights', '/posts', '/orgs?on=2001-01-01', '/cases', '/cases/panels', '/log', '/log?below=1&verify=1']],
  ['a reviewer', 'reviewer', ['/review']],
  ['the head of a society', 'society', ['/', '/orgs']],
  ['a secretary', 'secretary', ['/', '/imports', '/cases', '/applications', '/invitations', '/account']],
  ['registers', 'secretary', ['/registers', '/registers/member', '/registers/member/recycled', '/registers/activity/blank', '/registers/member_guide/blank', '/registers/activity/help', '/help']],
  ['forms', 'secretary', ['/registers/member/new', '/registers/activity/new', '/registers/internal_dept/new']],
  ['the evaluation', 'secretary', ['/evaluation', '/evaluation?leaf=2.1.3.2', '/evaluation/extras']],
  ['an evaluation handed in', 'submitted', ['/evaluation']],
  ['a congress', 'liaison', ['/congress']],
  ['notices', 'administrator', ['/notices', '/notices?box=own', '/notices/new']],
  ['messages', 'secretary', ['/messages', '/messages?box=sent', '/messages?box=drafts', '/messages/new']],
  ['alerts', 'secretary', ['/notifications', '/account/notifications', '/support']],
  ['the support contact', 'administrator', ['/support']],
];

/** Pages of single things: the first one that a list leads to. */
const OPENED: [title: string, who: keyof typeof account, path: string, link: string, rest?: string][] = [
  ['a unit', 'administrator', '/orgs', '.org-tree__line a'],
  ['a case in review', 'reviewer', '/review', 'tbody a'],
  ['a leaf in review', 'reviewer', '/review', 'tbody a', '?leaf=1.1.2.2'],
  ['a quota board', 'liaison', '/congress', '.plain-list a'],
  ['a record', 'submitted', '/registers/meeting', 'tbody a'],
  ['an entry that was handed in', 'submitted', '/registers/activity', 'tbody a'],
  ['a notice', 'secretary', '/notices', '.mail__link'],
  ['a message', 'secretary', '/messages', 'a.mail__link'],
  ['who has read a notice', 'administrator', '/notices?box=own', '.mail__row:has(.badge--success) a', '/readers'],
  ['the form of a record', 'submitted', '/registers/meeting', 'tbody a', '/edit'],
];

/** Words of the frame, forms and tables; what people have entered is not among them. */
const WORDS = 'label, legend, button, thead th, .rail a, .field__help, .empty h2';
/** The note of a page that speaks of no single thing. */
const NOTE = '.page__note:not(.evaluation__batch)';

async function choose(page: Page, url: string, lang: string, theme: string): Promise<void> {
  await page.context().addCookies([
    { name: 'lang', value: lang, url },
    { name: 'theme', value: theme, url },
  ]);
}

async function openInChinese(page: Page, url: string, path: string): Promise<void> {
  await choose(page, url, 'zh-CN', 'light');
  await page.setViewportSize({ width: 1280, height: 800 });
  await gotoReady(page, path);
  await expect(page.locator('h1'), path).toHaveCount(1);
  await expectAccessible(page);
  const ids = await page.locator('[id]').evaluateAll((all) => all.map((element) => element.id));
  expect(ids.filter((id, at) => ids.indexOf(id) !== at), `ids given twice on ${path}`).toEqual([]);
}

async function openInEnglish(page: Page, url: string, path: string, texts: string): Promise<void> {
  await choose(page, url, 'en', 'dark');
  await gotoReady(page, path);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const words = await page.locator(texts).allInnerTexts();
  const foreign = words.filter((text) => /\p{Script=Han}/u.test(text.replace(/简体中文|the word 财务/u, '')));
  expect.soft(foreign, `${path} in English`).toEqual([]);
}

async function expectNothingCutOff(page: Page, path: string): Promise<void> {
  for (const width of [1280, 768, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(beyond, `${path} at ${width} px`).toBeLessThanOrEqual(0);
  }
}

async function sweep(page: Page, url: string, path: string, texts: string): Promise<void> {
  await openInChinese(page, url, path);
  await openInEnglish(page, url, path, texts);
  await expectAccessible(page);
  await expectNothingCutOff(page, path);
}

// Nothing is changed here: each worker takes the next one.
test.describe.configure({ mode: 'parallel' });

for (const [title, who, paths] of PAGES) {
  test(`pages of ${title}`, async ({ page, server, problems }) => {
    if (who === null) {
      problems.allow(/status of 404/);
    } else {
      await signIn(page, account[who]);
    }
    for (const path of paths) {
      await sweep(page, server.url, path, `${WORDS}, ${NOTE}`);
    }
  });
}

for (const [title, who, path, link, rest = ''] of OPENED) {
  test(`page of ${title}`, async ({ page, server }) => {
    await signIn(page, account[who]);
    await gotoReady(page, path);
    const href = await page.locator(link).first().getAttribute('href');
    await sweep(page, server.url, `${href}${rest}`, WORDS);
  });
}

/** Every register of the catalogue, some for each test. */
const REGISTERS = readdirSync(join(__dirname, '../../src/catalog/registers')).map((file) => file.replace('.toml', ''));
const SHARE = 7;

for (let from = 0; from < REGISTERS.length; from += SHARE) {
  const share = REGISTERS.slice(from, from + SHARE);
  test(`registers ${share[0]} to ${share.at(-1)}`, async ({ page, visitor, server }) => {
    const administrator = await visitor();
    await signIn(page, account.secretary);
    await signIn(administrator, account.administrator);
    for (const register of share) {
      const list = `/registers/${register}`;
      // Kept by a society, or else by the association.
      const kept = (await page.request.get(list)).ok();
      const reader = kept ? page : administrator;
      await openInEnglish(reader, server.url, list, WORDS);
      await expectNothingCutOff(reader, list);
      const form = `${list}/new`;
      if ((await reader.request.get(form)).ok()) {
        await openInChinese(reader, server.url, form);
        await openInEnglish(reader, server.url, form, WORDS);
        await expectNothingCutOff(reader, form);
      }
    }
  });
}
