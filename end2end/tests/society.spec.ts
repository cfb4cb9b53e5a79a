// Registers with a way of their own: built-in documents, Party notices, the re-election, the Word document.

import { readFile } from 'node:fs/promises';
import { account, expect, expectAccessible, gotoReady, signIn, test } from '../support/test';

const PAPER = { name: '证明.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };

test('a built-in document is uploaded from its line', { tag: '@phone' }, async ({ page }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, '/registers/policy_doc');
  const line = page.locator('.shelves__one').filter({ has: page.locator('a[aria-label]') }).first();
  const name = await line.locator('.shelves__name').innerText();
  await expect(line).toContainText('未上传');
  await expectAccessible(page);
  await line.locator('a[aria-label]').click();
  await expect(page.locator('[name="name"]')).toHaveValue(name);
  await page.locator('input[type=file]').setInputFiles(PAPER);
  await expect(page.locator('.files__list')).toContainText('证明.pdf');
  await page.locator('#save').click();
  await page.waitForURL(/policy_doc\/[0-9a-f-]{36}$/);
  await gotoReady(page, '/registers/policy_doc');
  await expect(page.locator('.shelves__one').filter({ hasText: name }).first()).toContainText('已上传');
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond).toBeLessThanOrEqual(0);
});

test('a call of the association is answered, and it is seen who has not', async ({ page, visitor }) => {
  const title = `征集案例${Date.now()}`;
  const admin = await visitor();
  await signIn(admin, account.administrator);
  await gotoReady(admin, '/registers/party_call/new');
  await admin.locator('[name="title"]').fill(title);
  await admin.locator('[name="kind"]').selectOption('征集');
  await admin.locator('[name="content"]').fill('请报送案例一篇');
  await admin.locator('[name="deadline"]').fill('2044-03-05T18:00');
  await admin.locator('[name="audience"]').selectOption('全部学会');
  await expectAccessible(admin);
  await admin.locator('#save').click();
  await admin.waitForURL(/party_call\/[0-9a-f-]{36}$/);
  await expect(admin.locator('#answers')).toContainText('已反馈 0');
  const call = new URL(admin.url()).pathname;

  await signIn(page, account.secretary);
  await gotoReady(page, `/registers/party_notice?q=${encodeURIComponent(title)}`);
  await page.locator('tbody th a').click();
  await expect(page.locator('#ask-delete')).toHaveCount(0);
  await page.locator('.page__actions a.button--main').click();
  await expect(page.locator('[name="title"]')).toHaveCount(0);
  await page.locator('[name="feedback"]').fill('案例已报送');
  await page.locator('#save').click();
  await page.waitForURL(/party_notice\/[0-9a-f-]{36}$/);
  await expect(page.locator('h1')).toContainText('已反馈');
  await expectAccessible(page);

  await gotoReady(admin, call);
  await expect(admin.locator('#answers')).toContainText('已反馈 1');
  await expect(admin.locator('section[aria-labelledby=answers] tbody')).toContainText('案例已报送');
  await expectAccessible(admin);
});

test('a re-election is handed in part by part', async ({ page, visitor }) => {
  await signIn(page, account.secretary);
  await gotoReady(page, '/registers/reelection_case/new');
  await expect(page.locator('[name="minutes"], [name="held_on"]')).toHaveCount(0);
  await page.locator('[name="name"]').fill('第六届理事会换届');
  await page.locator('[name="term_no"]').fill('6');
  await page.locator('[name="term_ends"]').fill('2044-03-05');
  await page.locator('[name="planned_on"]').fill('2045-03-06');
  await page.locator('[name="audit_plan"]').fill('三月完成审计');
  await page.locator('#save').click();
  await expect(page.locator('#summary')).toContainText('晚一年以上');
  await page.locator('[name="planned_on"]').fill('2044-02-05');
  for (const field of ['plan_docs', 'council_decision']) {
    await page.locator(`[id="f-${field}"]`).setInputFiles(PAPER);
  }
  await page.getByRole('button', { name: '添加一行' }).first().click();
  await page.locator('[id="f-candidates.0.name"]').fill('示例甲');
  await page.locator('[id="f-candidates.0.sex"]').selectOption('女');
  await page.locator('[id="f-candidates.0.org_post"]').selectOption('秘书长');
  await expect(page.locator('#save')).toHaveText('报送换届方案');
  await page.locator('#save').click();
  await page.waitForURL(/reelection_case\/[0-9a-f-]{36}$/);
  await expect(page.locator('h1')).toContainText('换届方案审查中');
  await expect(page.locator('#why-not-edit')).toContainText('换届方案审查中');
  await expectAccessible(page);
  const path = new URL(page.url()).pathname;

  const reviewer = await visitor();
  await signIn(reviewer, account.reviewer);
  await gotoReady(reviewer, path);
  await reviewer.locator('#case-agree_plan').click();
  await expect(reviewer.locator('h1')).toContainText('大会请示待报');
  await gotoReady(page, `${path}/edit`);
  await expect(page.locator('[name="audit_plan"]')).toHaveCount(0);
  await expect(page.locator('#save')).toHaveText('报送大会请示');
  await expectAccessible(page);
});

/** What a reader finds in a PDF: the text of each page. */
async function pagesOf(bytes: Buffer): Promise<string[]> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const reading = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const read = await reading.promise;
  const texts = [];
  for (let number = 1; number <= read.numPages; number += 1) {
    const { items } = await (await read.getPage(number)).getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(''));
  }
  await reading.destroy();
  return texts;
}

//
test('a record is taken away as a Word document, and as PDF with the same words', async ({ page }) => {
  await signIn(page, account.submitted);
  await gotoReady(page, '/registers/expert_team');
  await page.locator('tbody th a').first().click();
  const taken = async (words: string): Promise<Buffer> => {
    const link = page.locator('.page__actions a', { hasText: words });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toMatch(words === 'PDF' ? /\.pdf$/ : /\.docx$/);
    return readFile(await download.path());
  };
  expect((await taken('Word')).subarray(0, 2).toString()).toBe('PK');
  const pages = await pagesOf(await taken('PDF'));
  const bare = (text: string): string => text.replaceAll(/\s/g, '');
  const all = bare(pages.join(''));
  for (const words of await page.locator('.answer dt').allTextContents()) {
    expect(all).toContain(bare(words));
  }
  expect(all).toContain(bare(await page.locator('.answer dd').first().innerText()));
  expect(bare(pages[0] ?? '')).toContain(`1/${pages.length}`);
});
