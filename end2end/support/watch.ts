// What no page may do, whatever a test is about: throw, complain on the console, break its own policy, fail
// to hydrate, answer with 5xx, or ask another host for anything.

import type { BrowserContext } from '@playwright/test';

export class Problems {
  private readonly found: string[] = [];
  private readonly allowed: RegExp[] = [];

  /** Says that this test causes such a message on purpose. */
  allow(message: RegExp): void {
    this.allowed.push(message);
  }

  add(message: string): void {
    this.found.push(message);
  }

  /** What was found and not allowed. */
  list(): string[] {
    return this.found.filter((message) => !this.allowed.some((pattern) => pattern.test(message)));
  }
}

/** Watches every page of the context from now on. */
export async function watch(context: BrowserContext, origin: string, problems: Problems): Promise<void> {
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`content policy: ${event.effectiveDirective} refused ${event.blockedURI}`);
    });
  });
  context.on('weberror', (thrown) => {
    const error = thrown.error();
    problems.add(`page error: ${error.stack ?? error.message}`);
  });
  context.on('console', (message) => {
    const text = message.text();
    // The framework warns, and does not fail, when the page and the server's HTML differ.
    if (message.type() === 'error' || (message.type() === 'warning' && /hydrat/i.test(text))) {
      problems.add(`console ${message.type()}: ${text} (${message.location().url})`);
    }
  });
  context.on('response', (response) => {
    if (response.status() >= 500) {
      problems.add(`${response.status()} for ${response.request().method()} ${response.url()}`);
    }
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) {
      problems.add(`request to another host: ${request.url()}`);
    }
  });
}
