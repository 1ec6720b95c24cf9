import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const markBytes = 32;

/**
 * Writes and reads opaque tokens of a fixed length: their content and a mark that only we can make, so that a token that was really issued
 * can be told from one that somebody composed. Each purpose has marks of its own.
 */
export class TokenMark {
  readonly #key: Uint8Array;

  /** `keySecret`: 32 bytes; another one makes all tokens written before invalid. */
  constructor(
    keySecret: Uint8Array,
    purpose: string,
    private readonly contentBytes: number,
  ) {
    this.#key = new Uint8Array(hkdfSync('sha256', keySecret, '', purpose, 32));
  }

  write(content: Buffer): string {
    return Buffer.concat([content, this.#mark(content)]).toString('base64url');
  }

  /** The content, or undefined for anything that was not written here for this purpose. */
  read(text: string): Buffer | undefined {
    if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length !== this.contentBytes + markBytes || bytes.toString('base64url') !== text) return undefined;
    const content = bytes.subarray(0, this.contentBytes);
    return timingSafeEqual(this.#mark(content), bytes.subarray(this.contentBytes)) ? content : undefined;
  }

  #mark(content: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(content).digest();
  }
}

/** The 16 bytes of a UUID. */
export function bytesOfId(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

/** The UUID of 16 bytes. */
export function idOfBytes(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
