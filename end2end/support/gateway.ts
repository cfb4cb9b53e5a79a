// A gateway for short messages on loopback: takes what is signed by the key that both sides know, once.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { arrived } from './arrived';
import { Site } from './loopback';
import type { Answer } from './loopback';

const KEY = 'only-for-tests';
/** How old a signature may be. */
const AGE_MS = 5 * 60_000;

/** A short message that was taken. */
export interface Short {
  id: string;
  mobile: string;
  text: string;
}

export class Gateway {
  /** What was taken, oldest first. */
  readonly messages: Short[] = [];
  /** Ids of messages that were rightly signed, one for each try. */
  readonly tries: string[] = [];
  /** So many of the next messages are answered like those that are taken, but are not. */
  refuse = 0;

  private readonly site = new Site((request, body) => this.take(request, body));
  /** Where messages are sent. */
  url = '';

  /** Starts a gateway. */
  static async start(): Promise<Gateway> {
    const gateway = new Gateway();
    gateway.url = `${await gateway.site.start()}/send`;
    return gateway;
  }

  /** What the program must know of it. */
  get settings(): Record<string, string> {
    return { SOCIETAS_SMS_URL: this.url, SOCIETAS_SMS_KEY: KEY, SOCIETAS_SMS_EXPECTS: '"code":0' };
  }

  private take(request: IncomingMessage, body: string): Answer {
    const time = String(request.headers['x-timestamp'] ?? '');
    const given = Buffer.from(String(request.headers['x-signature'] ?? ''), 'hex');
    const right = createHmac('sha256', KEY).update(`${time}\n${body}`).digest();
    const isSigned = given.length === right.length && timingSafeEqual(given, right);
    if (!isSigned || Math.abs(Date.now() - Number(time)) > AGE_MS) {
      return { status: 401, body: { code: 1, message: 'signature' } };
    }
    const message = JSON.parse(body) as Short;
    this.tries.push(message.id);
    if (this.refuse > 0) {
      this.refuse -= 1;
      return { status: 200, body: { code: 7, message: 'flow control' } };
    }
    if (!this.messages.some(({ id }) => id === message.id)) {
      this.messages.push(message);
    }
    return { status: 200, body: { code: 0 } };
  }

  /** The next message to that number after the first `seen` ones. */
  async next(mobile: string, seen: number): Promise<Short> {
    const found = () => this.messages.slice(seen).find((message) => message.mobile === mobile);
    return arrived(found, `message to ${mobile}`);
  }

  /** Ends it. */
  async stop(): Promise<void> {
    await this.site.stop();
  }
}
