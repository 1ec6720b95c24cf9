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
  /** The paired tablet on which a staff member acts. */
  readonly deviceId?: string;
  readonly tableSessionId?: string;
  readonly sessionId?: string;
  /** Seconds from now (negative: in the past); a day unless said, so that tests may move the clock. */
  readonly expiresIn?: number;
  /** Whose key signs: guests are signed by order, everybody else by auth. */
  readonly signedBy?: 'auth' | 'order';
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

interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK & { readonly kid: string };
}

/** Signs access tokens as auth would, and those of guests as order would; serves the public keys where services fetch them. */
export class TestAuth {
  /** How often the keys were asked for. */
  fetches = 0;

  private constructor(
    private readonly server: Server,
    private readonly keys: Map<string, KeyPair>,
    private readonly guestKey: KeyPair,
    /** The key pair that order signs guests with, as its GUEST_TOKEN_KEY. */
    readonly guestPrivateJwk: JWK,
    readonly jwksUrl: string,
  ) {}

  static async start(): Promise<TestAuth> {
    const server = createServer((_request, response) => {
      auth.fetches += 1;
      response.setHeader('content-type', 'application/json');
      const published = [...auth.keys.values()].map(({ publicJwk }) => publicJwk);
      response.end(JSON.stringify({ keys: [...published, { ...auth.guestPublicJwk, chowk_kind: 'guest' }] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The key server listens nowhere');
    const guestKey = await newKeyPair();
    const guestPrivateJwk = { ...(await exportJWK(guestKey.privateKey)), kid: guestKey.publicJwk.kid };
    const auth = new TestAuth(
      server,
      new Map(),
      guestKey,
      guestPrivateJwk,
      `http://127.0.0.1:${address.port}/.well-known/jwks.json`,
    );
    await auth.rotate();
    return auth;
  }

  /** Adds a key; from now on tokens are signed with it. Returns its id. */
  async rotate(): Promise<string> {
    const pair = await newKeyPair();
    this.keys.set(pair.publicJwk.kid, pair);
    return pair.publicJwk.kid;
  }

  /** The public half of the key of guests, as auth is given it in GUEST_TOKEN_KEYS. */
  get guestPublicJwk(): JWK {
    return this.guestKey.publicJwk;
  }

  /** What order and auth are told of the key of guests. */
  get guestKeyEnv(): { readonly GUEST_TOKEN_KEY: string; readonly GUEST_TOKEN_KEYS: string } {
    return {
      GUEST_TOKEN_KEY: JSON.stringify(this.guestPrivateJwk),
      GUEST_TOKEN_KEYS: JSON.stringify({ keys: [this.guestPublicJwk] }),
    };
  }

  /** The newest public key, as anybody can read it. */
  get publicJwk(): JWK {
    const newest = [...this.keys.values()].at(-1);
    if (!newest) throw new Error('There is no key');
    return newest.publicJwk;
  }

  async mint({ tenantId, roles, expiresIn = 86_400, claims, header, ...rest }: TokenFor): Promise<string> {
    const kind = rest.kind ?? kindOf[roles[0] ?? 'OWNER'] ?? 'staff';
    const { signedBy = kind === 'guest' ? 'order' : 'auth' } = rest;
    const key = signedBy === 'order' ? this.guestKey : [...this.keys.values()].at(-1);
    if (!key) throw new Error('There is no key');
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      iss: tokenIssuer,
      aud: tokenAudience,
      sub: rest.id ?? randomUUID(),
      tid: tenantId,
      sid: rest.sessionId ?? (kind === 'guest' ? rest.tableSessionId : undefined) ?? randomUUID(),
      kind,
      roles: [...roles],
      ...(rest.outlets ? { outlets: [...rest.outlets] } : {}),
      ...(rest.stations ? { stations: [...rest.stations] } : {}),
      ...(rest.deviceId ? { device: rest.deviceId } : {}),
      ...(rest.tableSessionId ? { tableSession: rest.tableSessionId } : {}),
      iat: Math.min(now, now + expiresIn),
      exp: now + expiresIn,
      ...claims,
    };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: tokenAlgorithm, typ: accessTokenType, kid: key.publicJwk.kid, ...header })
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

async function newKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await generateKeyPair(tokenAlgorithm, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: randomUUID(), alg: tokenAlgorithm, use: 'sig' };
  return { privateKey, publicJwk };
}
