// What no page may do, whatever a test is about: throw, complain on the console, break its own policy, fail
// to hydrate, answer with 5xx, or ask another host for anything.

import type { BrowserContext, Page, Request } from '@playwright/test';

/** How many of the last calls are told of a test that failed. */
const LAST_CALLS = 12;
/** How much of the text of its pages. */
const TEXT_MAX = 4000;

export class Problems {
  private readonly calls: Request[] = [];
  private readonly ends = new Map<Request, string>();
  private readonly found: string[] = [];
  private readonly allowed: RegExp[] = [];

  /** Says that this test causes such a message on purpose. */
  allow(message: RegExp): void {
    this.allowed.push(message);
  }

  add(message: string): void {
    this.found.push(message);
  }

  /** Takes note of a call of our own pages. */
  call(request: Request): void {
    this.calls.push(request);
  }

  /** Takes note of how a call has ended. */
  ended(request: Request, how: string): void {
    this.ends.set(request, how);
  }

  /** What the pages of a test that failed show, and what they asked for last. */
  async told(pages: Page[]): Promise<string> {
    const shown = await Promise.all(pages.map((page) => page.evaluate(pageText, TEXT_MAX).catch(String)));
    const calls = this.calls.slice(-LAST_CALLS).map((request) => {
      return `${request.method()} ${request.url()}: ${this.ends.get(request) ?? 'no answer'}`;
    });
    return [...shown, ...calls].join('\n');
  }

  /** What was found and not allowed. */
  list(): string[] {
    return this.found.filter((message) => !this.allowed.some((pattern) => pattern.test(message)));
  }
}

/** The address of a page, its text and what stands in its fields. */
function pageText(most: number): string {
  const fields = [...document.querySelectorAll<HTMLInputElement>('input[name], select[name], textarea[name]')];
  const values = fields.map(({ name, value, type, checked }) => `${name}=${type === 'checkbox' ? checked : value}`);
  const text = document.body.innerText.replace(/\s*\n\s*/g, '\n').slice(0, most);
  return `${location.href}\n${text}\n${values.join(' ')}`;
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
  context.on('requestfailed', (request) => problems.ended(request, String(request.failure()?.errorText)));
  context.on('response', (response) => {
    problems.ended(response.request(), String(response.status()));
    if (response.status() >= 500) {
      problems.add(`${response.status()} for ${response.request().method()} ${response.url()}`);
    }
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) {
      problems.add(`request to another host: ${request.url()}`);
    }
    if (url.pathname.startsWith('/api/') || request.isNavigationRequest()) {
      problems.call(request);
    }
  });
}
