// A mail server on loopback: takes what the application sends by SMTP, and refuses when it is told to.

import { SMTPServer } from 'smtp-server';
import type { SMTPServerSession } from 'smtp-server';
import { arrived } from './arrived';
import { listen } from './loopback';

const USER = 'societas';
const PASSWORD = 'only-for-tests';

/** A mail that was taken. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** The same for every try at the same mail. */
  id: string;
}

export class Mailbox {
  /** What was taken, oldest first. */
  readonly mails: Mail[] = [];
  /** Receivers that were refused for now. */
  readonly refused: string[] = [];
  /** So many of the next receivers are refused for now. */
  refuse = 0;

  private server = new SMTPServer();
  /** None before the first start. */
  private port = 0;

  /** Starts a mail server that wants a name and a password. */
  static async start(): Promise<Mailbox> {
    const mailbox = new Mailbox();
    await mailbox.restart();
    return mailbox;
  }

  /** What SOCIETAS_SMTP_URL says. */
  get url(): string {
    return `smtp://${USER}:${PASSWORD}@127.0.0.1:${this.port}`;
  }

  /** Starts again on the same port. */
  async restart(): Promise<void> {
    this.server = new SMTPServer({
      // On loopback nothing is encrypted.
      disabledCommands: ['STARTTLS'],
      onAuth: (auth, _session, done) => {
        const known = auth.username === USER && auth.password === PASSWORD;
        done(known ? null : new Error('unknown'), known ? { user: USER } : undefined);
      },
      onRcptTo: (address, _session, done) => {
        if (this.refuse > 0) {
          this.refuse -= 1;
          this.refused.push(address.address);
          done(Object.assign(new Error('4.7.1 please come back later'), { responseCode: 451 }));
        } else {
          done();
        }
      },
      onData: (stream, session, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          this.mails.push(read(Buffer.concat(parts).toString('latin1'), session));
          done();
        });
      },
    });
    // What a broken connection throws is no matter of a test.
    this.server.on('error', () => undefined);
    this.port = await listen(this.server, this.port);
  }

  /** Ends it: nobody listens any more. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** The next mail to that address after the first `seen` ones. */
  async next(to: string, seen: number): Promise<Mail> {
    return arrived(() => this.mails.slice(seen).find((mail) => mail.to === to), `mail to ${to}`);
  }
}

function read(raw: string, session: SMTPServerSession): Mail {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  const body = raw.slice(end + 4);
  return {
    to: session.envelope.rcptTo.map(({ address }) => address).join(),
    subject: words(header('Subject')),
    text: decoded(body, header('Content-Transfer-Encoding').toLowerCase()),
    id: header('Message-ID'),
  };
}

function decoded(body: string, encoding: string): string {
  switch (encoding) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable': {
      const joined = body.replaceAll(/=\r\n/g, '');
      const bytes = joined.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString('utf8');
    }
    default:
      return Buffer.from(body, 'latin1').toString('utf8');
  }
}

/** A header with its encoded words (RFC 2047) read; those that follow each other belong together. */
function words(header: string): string {
  const joined = header.replaceAll(/\?=\s+=\?/g, '?==?');
  return joined.replaceAll(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, text: string) => Buffer.from(text, 'base64').toString('utf8'));
}
