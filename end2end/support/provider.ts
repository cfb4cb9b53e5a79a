// An identity provider on loopback (OpenID Connect, RS256): takes in everybody who comes, and says about them what it
// was told to say.

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Site } from './loopback';
import type { Answer } from './loopback';

const CLIENT = 'societas';
const SECRET = 'only-for-tests';
const KEY = 'key-of-a-test';

export class Provider {
  /** What is said about the person. */
  claims: Record<string, unknown> = {};
  /** What the button on the sign-in page says. */
  readonly name = '滨江统一身份认证';
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly asked = new Map<string, URLSearchParams>();

  private readonly site = new Site((request, body) => this.answer(request, body));
  /** Where it is. */
  url = '';

  /** Starts a provider. */
  static async start(): Promise<Provider> {
    const provider = new Provider();
    provider.url = await provider.site.start();
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

  private answer(request: IncomingMessage, body: string): Answer {
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
        return this.token(request, body);
      default:
        return { status: 404 };
    }
  }

  private token(request: IncomingMessage, form: string): Answer {
    const given = new URLSearchParams(form);
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
    await this.site.stop();
  }
}
