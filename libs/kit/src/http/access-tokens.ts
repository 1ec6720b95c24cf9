import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import {
  accessClaims,
  AuthTokenExpired,
  AuthTokenInvalid,
  tokenAlgorithm,
  tokenAudience,
  tokenIssuer,
  type AccessClaims,
} from '@chowk/contracts/envelope';
import { DomainError, refuse } from '../context/domain-error.js';
import { Principal } from '../context/principal.js';
import { ShortMemory } from '../memory/short-memory.js';
import type { KeySet } from './key-set.js';

/** The `typ` of access tokens (RFC 9068), so that no other JWT of ours passes for one. */
export const accessTokenType = 'at+jwt';

const remembered = 5_000;
const longestToken = 4_096;

interface Known {
  readonly principal: Principal;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** Turns access tokens into principals; a token that was verified is not verified again until it expires. */
export class AccessTokens {
  private readonly known = new ShortMemory<Known>(remembered);

  constructor(
    private readonly keys: KeySet,
    private readonly now: () => Date,
  ) {}

  /** Throws 401 AUTH_TOKEN_EXPIRED for a good token that is too old, 401 AUTH_TOKEN_INVALID for everything else. */
  async verify(token: string): Promise<Principal> {
    const known = this.known.get(token);
    if (known) {
      if (known.expiresAt * 1000 > this.now().getTime()) return this.touch(token, known);
      this.known.forget(token);
      throw refuse(AuthTokenExpired);
    }
    return this.touch(token, await this.examine(token));
  }

  private async examine(token: string): Promise<Known> {
    if (token.length > longestToken) throw refuse(AuthTokenInvalid);
    const verifying = await this.keys.find(keyIdOf(token));
    if (!verifying) throw refuse(AuthTokenInvalid);
    try {
      const { payload } = await jwtVerify(token, verifying.key, {
        algorithms: [tokenAlgorithm],
        issuer: tokenIssuer,
        audience: tokenAudience,
        typ: accessTokenType,
        requiredClaims: ['exp', 'sub', 'iat'],
        currentDate: this.now(),
      });
      const claims = accessClaims.parse(payload);
      if (!verifying.vouchesFor(claims.kind)) throw new Error(`This key signs no tokens of kind ${claims.kind}`);
      if (!isOfItsKind(claims)) throw new Error(`No ${claims.kind} has the roles ${claims.roles.join()}`);
      return { principal: new Principal(claims), expiresAt: claims.exp };
    } catch (cause) {
      throw refuse(cause instanceof errors.JWTExpired ? AuthTokenExpired : AuthTokenInvalid, undefined, { cause });
    }
  }

  /** Keeps the most recently used tokens, so that a flood of others cannot fill the memory. */
  private touch(token: string, entry: Known): Principal {
    this.known.keep(token, entry);
    return entry.principal;
  }
}

/** Guests are nothing but guests: whoever holds their key makes nobody a manager with it. Nobody else is one. */
function isOfItsKind({ kind, roles }: AccessClaims): boolean {
  return kind === 'guest' ? roles.length === 1 && roles[0] === 'GUEST' : !roles.includes('GUEST');
}

/** Id of the signing key; a header that names its own key, another algorithm or an id that is no id is refused unread. */
function keyIdOf(token: string): string {
  try {
    const header = decodeProtectedHeader(token);
    const ownKeys = ['jku', 'jwk', 'x5u', 'x5c', 'crit'].some((name) => name in header);
    if (ownKeys || header.alg !== tokenAlgorithm || header.typ?.toLowerCase() !== accessTokenType) {
      throw refuse(AuthTokenInvalid);
    }
    if (typeof header.kid !== 'string' || !/^[A-Za-z0-9_-]{1,128}$/.test(header.kid)) throw refuse(AuthTokenInvalid);
    return header.kid;
  } catch (cause) {
    throw cause instanceof DomainError ? cause : refuse(AuthTokenInvalid, undefined, { cause });
  }
}
