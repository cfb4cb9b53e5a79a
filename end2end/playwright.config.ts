// Browser tests. `cargo xtask test --only browser` builds the application and names it in the environment:
// SOCIETAS_BIN (the server program) and CHROMIUM (the browser).
//
// Every test runs at desktop width. A tag brings it to the other projects, or keeps it from this one:
//   @phone   also at 360 px               @phone-only   only there
//   @nojs    also without JavaScript      @nojs-only    only there

import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests',
  workers: 2,
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  retries: 0,
  // When everything is broken, the first few say so.
  maxFailures: 8,
  // The longest walk takes 50 s on two cores; a machine that does something else too is no failure.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // Calls and requests; pictures and copies of each page take a tenth of the run (`--trace=on` has them).
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // The sandbox needs rights that a container withholds; the rest keeps the browser off the network.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    {
      name: 'desktop',
      grepInvert: /@(phone|nojs)-only/,
      use: { viewport: { width: 1280, height: 800 } },
    },
    {
      name: 'phone',
      grep: /@phone/,
      use: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    },
    {
      name: 'nojs',
      grep: /@nojs/,
      use: { viewport: { width: 1280, height: 800 }, javaScriptEnabled: false },
    },
  ],
});
