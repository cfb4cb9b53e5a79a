// One demo server on a database of its own, for one Playwright worker.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { listen } from './loopback';

export class Server {
  /** Everything the server has printed so far. */
  output = '';

  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly program: ReturnType<typeof spawn>,
  ) {}

  /** Starts the program named by SOCIETAS_BIN with such settings and waits until it is ready to answer. */
  static async start(settings: Record<string, string> = {}): Promise<Server> {
    const binary = process.env.SOCIETAS_BIN;
    if (!binary) {
      throw new Error('SOCIETAS_BIN is not set: run the browser tests with `cargo xtask test --only browser`');
    }
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'societas-e2e-'));
    const address = `127.0.0.1:${port}`;
    const env: NodeJS.ProcessEnv = { ...process.env, ...settings };
    delete env.DATABASE_URL;
    const program = spawn(binary, ['demo', '--addr', address, '--data', folder, '--fast-commits'], {
      cwd: join(__dirname, '../..'),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new Server(`http://${address}`, folder, program);
    const keep = (text: Buffer) => {
      server.output += text.toString();
    };
    program.stdout?.on('data', keep);
    program.stderr?.on('data', keep);
    program.on('error', (error) => keep(Buffer.from(String(error))));
    try {
      await server.ready();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  private async ready(): Promise<void> {
    const until = Date.now() + 60_000;
    while (Date.now() < until) {
      if (this.program.exitCode !== null || this.program.pid === undefined) {
        throw new Error(`the server ended before it answered:\n${this.output}`);
      }
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok) {
        // The first page pays for lazy set-up; no test should.
        await (await fetch(`${this.url}/sign-in`)).text();
        return;
      }
      await pause(50);
    }
    throw new Error(`the server does not answer on ${this.url}:\n${this.output}`);
  }

  /** Stops the server and deletes its database. */
  async stop(): Promise<void> {
    if (this.program.pid !== undefined && this.program.exitCode === null) {
      const ended = once(this.program, 'exit');
      this.program.kill('SIGTERM');
      const force = setTimeout(() => this.program.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(force);
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const socket = createServer();
  const port = await listen(socket);
  socket.close();
  await once(socket, 'close');
  return port;
}
