// Waiting for what comes by another way than the page.

import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something has come. The first retry of a message that did not leave comes after 5 to 10 seconds. */
export async function arrived<T>(look: () => T | undefined, what: string): Promise<T> {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    const found = look();
    if (found !== undefined) {
      return found;
    }
    await pause(50);
  }
  throw new Error(`${what} did not come`);
}
