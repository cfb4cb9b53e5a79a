// An identity provider on loopback (OpenID Connect, RS256): takes in everybody who comes, and says about them what it
// was told to say.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';

const CLIENT = 'societas';
const SECRET = 'only-for-tests';
const KEY = 'key-of-a-test';

interface Answer {
  status: number;
  location?: string;
  body?: object;
}

export class Provider {
  /** What is said about the person. */
  claims: Record<string, unknown> = {};
  /** What the button on the sign-in page says. */
  readonly name = '滨江统一身份认证';
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly asked = new Map<string, URLSearchParams>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** Starts a provider. */
  static async start(): Promise<Provider> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('no port for the identity provider');
    }
    const provider = new Provider(server, `http://127.0.0.1:${address.port}`);
    server.on('request', (request, response) => {
      void provider.answer(request).then(({ status, location, body }) => {
        const headers = location === undefined ? { 'content-type': 'application/json' } : { location };
        response.writeHead(status, headers).end(body === undefined ? '' : JSON.stringify(body));
      });
    });
    return provider;
  }

  /** What the program must know of it. */
  get settings(): Record<string, string> {
    return {
      SOCIETAS_OIDC_ISSUER: this.url,
      SOCIETAS_OIDC_CLIENT: CLIENT,
      SOCIETAS_OIDC_SECRET: SECRET,
      SOCIETAS_OIDC_NAME: this.name,
    };
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return {
          status: 200,
          body: {
            issuer: this.url,
            authorization_endpoint: `${this.url}/authorize`,
            token_endpoint: `${this.url}/token`,
            jwks_uri: `${this.url}/keys`,
            response_types_supported: ['code'],
            subject_types_supported: ['public'],
            id_token_signing_alg_values_supported: ['RS256'],
          },
        };
      case '/keys': {
        const key = this.keys.publicKey.export({ format: 'jwk' });
        return { status: 200, body: { keys: [{ ...key, kid: KEY, use: 'sig', alg: 'RS256' }] } };
      }
      case '/authorize': {
        const code = randomBytes(16).toString('hex');
        this.asked.set(code, searchParams);
        const back = new URL(searchParams.get('redirect_uri') ?? this.url);
        back.searchParams.set('code', code);
        back.searchParams.set('state', searchParams.get('state') ?? '');
        return { status: 302, location: back.href };
      }
      case '/token':
        return this.token(request);
      default:
        return { status: 404 };
    }
  }

  private async token(request: IncomingMessage): Promise<Answer> {
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part as Buffer);
    }
    const given = new URLSearchParams(Buffer.concat(parts).toString());
    const asked = this.asked.get(given.get('code') ?? '');
    this.asked.delete(given.get('code') ?? '');
    const known = request.headers.authorization === `Basic ${Buffer.from(`${CLIENT}:${SECRET}`).toString('base64')}`;
    const challenge = createHash('sha256').update(given.get('code_verifier') ?? '').digest('base64url');
    if (!known || asked?.get('code_challenge') !== challenge) {
      return { status: 400, body: { error: 'invalid_grant' } };
    }
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: this.url, aud: CLIENT, iat: now, exp: now + 300, nonce: asked.get('nonce'), ...this.claims };
    const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${text({ alg: 'RS256', typ: 'JWT', kid: KEY })}.${text(claims)}`;
    const signature = sign('sha256', Buffer.from(signed), this.keys.privateKey).toString('base64url');
    const body = { access_token: 'a', token_type: 'Bearer', id_token: `${signed}.${signature}` };
    return { status: 200, body };
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
