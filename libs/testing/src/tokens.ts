import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { tokenAlgorithm, tokenAudience, tokenIssuer, type AccessClaims, type Role } from '@chowk/contracts/envelope';
import { accessTokenType } from '@chowk/kit';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

/** Whom a token is for; what is left out is made up. */
export interface TokenFor {
  readonly tenantId: string;
  readonly roles: readonly Role[];
  readonly id?: string;
  readonly kind?: AccessClaims['kind'];
  readonly outlets?: readonly string[];
  readonly stations?: readonly string[];
  readonly tableSessionId?: string;
  readonly sessionId?: string;
  /** Seconds from now (negative: in the past); a day unless said, so that tests may move the clock. */
  readonly expiresIn?: number;
  /** Replaces single claims. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Replaces single fields of the protected header. */
  readonly header?: Readonly<Record<string, unknown>>;
}

const kindOf: Partial<Record<Role, AccessClaims['kind']>> = {
  CUSTOMER: 'customer',
  GUEST: 'guest',
  DEVICE: 'device',
  PLATFORM_ADMIN: 'platform',
};

/** Signs access tokens as auth would, and serves the public key where services fetch it. */
export class TestAuth {
  /** How often the keys were asked for. */
  fetches = 0;

  private constructor(
    private readonly server: Server,
    private readonly keys: Map<string, { readonly privateKey: CryptoKey; readonly publicJwk: JWK }>,
    readonly jwksUrl: string,
  ) {}

  static async start(): Promise<TestAuth> {
    const server = createServer((_request, response) => {
      auth.fetches += 1;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [...auth.keys.values()].map(({ publicJwk }) => publicJwk) }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The key server listens nowhere');
    const auth = new TestAuth(server, new Map(), `http://127.0.0.1:${address.port}/.well-known/jwks.json`);
    await auth.rotate();
    return auth;
  }

  /** Adds a key; from now on tokens are signed with it. Returns its id. */
  async rotate(): Promise<string> {
    const kid = randomUUID();
    const { publicKey, privateKey } = await generateKeyPair(tokenAlgorithm, { extractable: true });
    const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: tokenAlgorithm, use: 'sig' };
    this.keys.set(kid, { privateKey, publicJwk });
    return kid;
  }

  /** The newest public key, as anybody can read it. */
  get publicJwk(): JWK {
    const newest = [...this.keys.values()].at(-1);
    if (!newest) throw new Error('There is no key');
    return newest.publicJwk;
  }

  async mint({ tenantId, roles, expiresIn = 86_400, claims, header, ...rest }: TokenFor): Promise<string> {
    const [kid, key] = [...this.keys].at(-1) ?? [];
    if (kid === undefined || !key) throw new Error('There is no key');
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      iss: tokenIssuer,
      aud: tokenAudience,
      sub: rest.id ?? randomUUID(),
      tid: tenantId,
      sid: rest.sessionId ?? randomUUID(),
      kind: rest.kind ?? kindOf[roles[0] ?? 'OWNER'] ?? 'staff',
      roles: [...roles],
      ...(rest.outlets ? { outlets: [...rest.outlets] } : {}),
      ...(rest.stations ? { stations: [...rest.stations] } : {}),
      ...(rest.tableSessionId ? { tableSession: rest.tableSessionId } : {}),
      iat: Math.min(now, now + expiresIn),
      exp: now + expiresIn,
      ...claims,
    };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: tokenAlgorithm, typ: accessTokenType, kid, ...header })
      .sign(key.privateKey);
  }

  /** Auth goes away; the keys stay with those who have them. */
  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.close((error) => (error ? reject(error) : resolve()));
      this.server.closeAllConnections();
    });
  }
}
