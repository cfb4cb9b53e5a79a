// A roster from the file to the register and back: upload, preview, commit, undo, and files that are none.

import type { Page } from '@playwright/test';
import { account, expect, expectAccessible, gotoReady, ready, signIn, test } from '../support/test';
import { workbook } from '../support/workbook';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const HEAD = ['序号', '手机号', '姓名', '性别', '工作单位', '入会时间', '身份证号'];

async function upload(page: Page, name: string, buffer: Buffer): Promise<void> {
  await gotoReady(page, '/imports');
  await page.locator('#file').setInputFiles({ name, mimeType: XLSX, buffer });
  await page.locator('#upload').click();
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
  await ready(page);
}

test('roster is previewed, committed and taken back', { tag: '@nojs' }, async ({ page, javaScriptEnabled }) => {
  const mark = `${Date.now() % 100000}`;
  const roster = workbook([
    ['滨江市力学学会会员名册'],
    HEAD,
    ['1', '13700000001', `甲示例${mark}`, '女', '滨江大学', '2024.3.5', ''],
    ['2', '13700000002', `乙示例${mark}`, '男', '滨江大学', '2024-03-05', '110101199003079961'],
    ['3', '13700000003', `丙示例${mark}`, '男', '滨江大学', '2024年3月', ''],
  ]);
  await signIn(page, account.secretary);
  await upload(page, '名册.xlsx', roster);
  await expect(page.locator('#tab-error .tabs__count')).toHaveText('1');
  await expect(page.locator('.import__rows')).toContainText('G4');
  await expectAccessible(page);
  await page.locator('#tab-new').click();
  await expect(page.locator('.import__rows')).toContainText(`甲示例${mark}`);
  await page.locator('#commit').click();
  await expect(page.locator('.notice--success')).toContainText('已导入');
  await gotoReady(page, `/registers/member?q=${encodeURIComponent(`甲示例${mark}`)}`);
  await expect(page.locator('tbody tr')).toHaveCount(1);

  await upload(page, '名册.xlsx', roster);
  await expect(page.locator('#tab-new .tabs__count')).toHaveText('0');
  await expect(page.locator('#tab-update .tabs__count')).toHaveText('0');

  await gotoReady(page, '/imports');
  await expectAccessible(page);
  await page.locator('tbody tr', { hasText: '已导入' }).first().locator('a').click();
  if (javaScriptEnabled === false) {
    await page.locator('.confirm summary').click();
    await page.locator('.confirm button').click();
    await expect(page.locator('#undo')).toHaveCount(0);
  } else {
    await page.locator('#undo').click();
    await page.locator('#undo-now').click();
    await expect(page.locator('.notice')).toContainText('已撤回 2');
  }
  await gotoReady(page, `/registers/member?q=${encodeURIComponent(`甲示例${mark}`)}`);
  await expect(page.locator('tbody tr')).toHaveCount(0);
});

test('file that is no workbook is refused with the way out', { tag: '@nojs' }, async ({ page }) => {
  await signIn(page, account.secretary);
  await upload(page, '名册.xlsx', Buffer.from('姓名,性别\n张三,女\n'));
  await expect(page.locator('.notice--danger')).toContainText('CSV');
  await upload(page, '空.xlsx', Buffer.alloc(0));
  await expect(page.locator('.notice--danger')).toContainText('0 字节');
});

test('template can be fetched', async ({ page }) => {
  await signIn(page, account.secretary);
  const answer = await page.request.get('/imports/template/member');
  expect(answer.headers()['content-type']).toBe(XLSX);
  expect((await answer.body()).subarray(0, 2).toString()).toBe('PK');
});
