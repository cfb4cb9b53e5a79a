// Servers of the tests' own, on loopback.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:net';

/** What is answered. */
export interface Answer {
  status: number;
  location?: string;
  body?: object;
}

/** Listens on that port, or on a free one, and gives its number. */
export async function listen(server: Pick<Server, 'listen'>, port = 0): Promise<number> {
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  if (address === null || typeof address === 'string') {
    throw new Error('no free port');
  }
  return address.port;
}

/** An HTTP server that answers each request by its head and body. */
export class Site {
  private readonly server = createServer((request, response) => {
    void bodyOf(request)
      .then((body) => this.answer(request, body))
      .then(({ status, location, body }) => {
        const headers = location === undefined ? { 'content-type': 'application/json' } : { location };
        response.writeHead(status, headers).end(body === undefined ? '' : JSON.stringify(body));
      });
  });

  constructor(private readonly answer: (request: IncomingMessage, body: string) => Answer) {}

  /** Starts it; its address. */
  async start(): Promise<string> {
    return `http://127.0.0.1:${await listen(this.server)}`;
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
