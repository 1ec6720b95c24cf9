import { bytesOfId, idOfBytes, TokenMark } from './token-mark.js';

/** What a refresh token says to us and to nobody else. */
export interface RefreshToken {
  readonly tenantId: string;
  readonly sessionId: string;
  /** Place in the family, from 1. */
  readonly generation: number;
  readonly secret: Buffer;
}

const tokenBytes = 16 + 16 + 4 + 32;

/**
 * Writes and reads refresh tokens: tenant, session, generation, secret, and a mark that only we can make. The mark tells a
 * token that was really issued from one that somebody composed of a session id, which must not be able to end the session.
 */
export class RefreshTokens {
  readonly #mark: TokenMark;

  /** `keySecret`: 32 bytes; another one makes all tokens issued before invalid. */
  constructor(keySecret: Uint8Array) {
    this.#mark = new TokenMark(keySecret, 'chowk refresh token mark', tokenBytes);
  }

  write({ tenantId, sessionId, generation, secret }: RefreshToken): string {
    const body = Buffer.alloc(tokenBytes);
    bytesOfId(tenantId).copy(body, 0);
    bytesOfId(sessionId).copy(body, 16);
    body.writeUInt32BE(generation, 32);
    secret.copy(body, 36);
    return this.#mark.write(body);
  }

  /** The token's content, or undefined for anything that was not written here. */
  read(text: string): RefreshToken | undefined {
    const body = this.#mark.read(text);
    return (
      body && {
        tenantId: idOfBytes(body.subarray(0, 16)),
        sessionId: idOfBytes(body.subarray(16, 32)),
        generation: body.readUInt32BE(32),
        secret: Buffer.from(body.subarray(36)),
      }
    );
  }
}
