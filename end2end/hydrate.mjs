// `node hydrate.mjs ADDRESS COOKIE TIMES`: how long a browser whose processor is so many times slower takes to take a
// page over from the server: from the start of the last module to the page that answers. Its cache is warm.
import { chromium } from '@playwright/test';

const ROUNDS = 12;
const [address, cookie, times] = process.argv.slice(2);
const [name, value] = [cookie.slice(0, cookie.indexOf('=')), cookie.slice(cookie.indexOf('=') + 1)];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
try {
  const context = await browser.newContext();
  await context.addCookies([{ name, value, url: new URL(address).origin }]);
  await context.addInitScript(() => {
    for (const start of ['instantiate', 'instantiateStreaming']) {
      const began = WebAssembly[start];
      WebAssembly[start] = async (...words) => {
        const module = await began.apply(WebAssembly, words);
        performance.mark('module');
        return module;
      };
    }
    new MutationObserver((_, observer) => {
      if (document.documentElement?.hasAttribute('data-hydrated')) {
        performance.mark('hydrated');
        observer.disconnect();
      }
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-hydrated'] });
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: Number(times) });

  const takeOver = [];
  const whole = [];
  let last;
  for (let round = 0; round <= ROUNDS; round += 1) {
    await page.goto(address, { waitUntil: 'load' });
    await page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0);
    const seen = await page.evaluate(() => {
      const [mark] = performance.getEntriesByName('hydrated');
      const modules = performance.getEntriesByName('module').map((entry) => entry.startTime);
      const started = Math.max(...modules.filter((time) => time <= mark.startTime));
      const fields = document.querySelectorAll('form .field__label').length;
      return { ready: mark.startTime, started, modules: modules.length, fields };
    });
    // The first one fills the cache.
    if (round > 0) {
      takeOver.push(seen.ready - seen.started);
      whole.push(seen.ready);
      last = seen;
    }
  }
  const say = (what, all) => {
    all.sort((a, b) => a - b);
    const [middle, most] = [all[Math.floor(all.length / 2)], all[all.length - 1]].map((ms) => `${ms.toFixed(0)} ms`);
    console.log(`  ${what.padEnd(46)} median ${middle.padStart(7)}, most ${most.padStart(7)}`);
  };
  console.log(`  ${last.fields} fields, ${last.modules} modules, ${ROUNDS} rounds`);
  say('last module started until the page answers', takeOver);
  say('from the call of the page until it answers', whole);
} finally {
  await browser.close();
}
