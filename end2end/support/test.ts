// The base of every browser test: a server per worker, and a test that fails on anything a page must not do.

import { test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Server } from './server';
import { Problems, watch } from './watch';

export { expect } from '@playwright/test';
export {
  addSociety,
  askForLink,
  expectAccessible,
  giveEmail,
  gotoReady,
  ready,
  saveRecord,
  signIn,
  signInByForm,
  signOut,
  solve,
} from './step';
export { account, PASSWORD } from './account';

interface Fixtures {
  /** What the pages of this test did wrong; `problems.allow(/…/)` for what the test provokes. */
  problems: Problems;
  /** Opens a page for another person: cookies of its own, watched like the first. */
  visitor: () => Promise<Page>;
}

interface WorkerFixtures {
  /** This worker's server. */
  server: Server;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  problems: [
    async ({ context, server }, use, testInfo) => {
      const problems = new Problems();
      await watch(context, server.url, problems);
      const from = server.output.length;
      await use(problems);
      const printed = server.output.slice(from);
      for (const line of printed.split('\n').filter((line) => line.includes('panicked'))) {
        problems.add(`server: ${line}`);
      }
      const left = problems.list();
      if (testInfo.status !== testInfo.expectedStatus) {
        console.log(`${testInfo.title}:\n${await problems.told(context.pages())}`);
      }
      if (left.length > 0 || testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach('server', { body: printed, contentType: 'text/plain' });
      }
      if (left.length > 0) {
        throw new Error(`the pages misbehaved:\n${left.join('\n')}`);
      }
    },
    { auto: true },
  ],

  visitor: async ({ browser, contextOptions, server, problems }, use, testInfo) => {
    const contexts: Awaited<ReturnType<typeof browser.newContext>>[] = [];
    await use(async () => {
      const context = await browser.newContext({ ...contextOptions, baseURL: server.url });
      contexts.push(context);
      await watch(context, server.url, problems);
      return context.newPage();
    });
    if (testInfo.status !== testInfo.expectedStatus) {
      console.log(`visitors: ${await problems.told(contexts.flatMap((context) => context.pages()))}`);
    }
    await Promise.all(contexts.map((context) => context.close()));
  },
});
