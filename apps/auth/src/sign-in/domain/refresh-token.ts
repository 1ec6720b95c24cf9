import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a refresh token says to us and to nobody else. */
export interface RefreshToken {
  readonly tenantId: string;
  readonly sessionId: string;
  /** Place in the family, from 1. */
  readonly generation: number;
  readonly secret: Buffer;
}

const tokenBytes = 16 + 16 + 4 + 32;
const markBytes = 32;

/**
 * Writes and reads refresh tokens: tenant, session, generation, secret, and a mark that only we can make. The mark tells a
 * token that was really issued from one that somebody composed of a session id, which must not be able to end the session.
 */
export class RefreshTokens {
  readonly #key: Uint8Array;

  /** `keySecret`: 32 bytes; another one makes all tokens issued before invalid. */
  constructor(keySecret: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', keySecret, '', 'chowk refresh token mark', 32));
  }

  write({ tenantId, sessionId, generation, secret }: RefreshToken): string {
    const body = Buffer.alloc(tokenBytes);
    bytesOf(tenantId).copy(body, 0);
    bytesOf(sessionId).copy(body, 16);
    body.writeUInt32BE(generation, 32);
    secret.copy(body, 36);
    return Buffer.concat([body, this.#mark(body)]).toString('base64url');
  }

  /** The token's content, or undefined for anything that was not written here. */
  read(text: string): RefreshToken | undefined {
    if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== tokenBytes + markBytes || bytes.toString('base64url') !== text) return undefined;
    const body = bytes.subarray(0, tokenBytes);
    if (!timingSafeEqual(this.#mark(body), bytes.subarray(tokenBytes))) return undefined;
    return {
      tenantId: uuidOf(body.subarray(0, 16)),
      sessionId: uuidOf(body.subarray(16, 32)),
      generation: body.readUInt32BE(32),
      secret: Buffer.from(body.subarray(36)),
    };
  }

  #mark(body: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(body).digest();
  }
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
