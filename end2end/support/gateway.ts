// A gateway for short messages on loopback: takes what is signed by the key that both sides know, once.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { arrived } from './arrived';

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

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** Starts a gateway. */
  static async start(): Promise<Gateway> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('no port for the gateway');
    }
    const gateway = new Gateway(server, `http://127.0.0.1:${address.port}/send`);
    server.on('request', (request, response) => {
      void bodyOf(request).then((body) => {
        const [status, answer] = gateway.take(request, body);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    return gateway;
  }

  /** What the program must know of it. */
  get settings(): Record<string, string> {
    return { SOCIETAS_SMS_URL: this.url, SOCIETAS_SMS_KEY: KEY, SOCIETAS_SMS_EXPECTS: '"code":0' };
  }

  private take(request: IncomingMessage, body: string): [number, object] {
    const time = String(request.headers['x-timestamp'] ?? '');
    const given = Buffer.from(String(request.headers['x-signature'] ?? ''), 'hex');
    const right = createHmac('sha256', KEY).update(`${time}\n${body}`).digest();
    const isSigned = given.length === right.length && timingSafeEqual(given, right);
    if (!isSigned || Math.abs(Date.now() - Number(time)) > AGE_MS) {
      return [401, { code: 1, message: 'signature' }];
    }
    const message = JSON.parse(body) as Short;
    this.tries.push(message.id);
    if (this.refuse > 0) {
      this.refuse -= 1;
      return [200, { code: 7, message: 'flow control' }];
    }
    if (!this.messages.some(({ id }) => id === message.id)) {
      this.messages.push(message);
    }
    return [200, { code: 0 }];
  }

  /** The next message to that number after the first `seen` ones. */
  async next(mobile: string, seen: number): Promise<Short> {
    const found = () => this.messages.slice(seen).find((message) => message.mobile === mobile);
    return arrived(found, `message to ${mobile}`);
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}
