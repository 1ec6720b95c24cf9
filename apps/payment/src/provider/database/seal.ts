import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '@chowk/kit';
import { paymentConfig } from '../../config.js';

/** A sealed text was changed, moved to another place, or sealed with another key. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal';
}

const version = 'v1';
const ivLength = 12;
const tagLength = 16;

/**
 * Encrypts secrets at rest: AES-256-GCM, a random 96-bit nonce each, and the place (tenant, account, field) as
 * authenticated data, so that a sealed text copied into another tenant's row does not open.
 */
@Injectable()
export class Seal {
  readonly #key: Buffer;

  constructor(@Inject(paymentConfig.token) config: ConfigOf<typeof paymentConfig>) {
    this.#key = Buffer.from(config.CREDENTIAL_SECRET, 'base64url');
  }

  close(text: string, place: string): string {
    const iv = randomBytes(ivLength);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${version}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** Throws {@link BrokenSeal}. */
  open(sealed: string, place: string): string {
    const [given, body, ...rest] = sealed.split('.');
    if (given !== version || body === undefined || rest.length > 0) throw new BrokenSeal('not a sealed text');
    const bytes = Buffer.from(body, 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, ivLength))
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
      return Buffer.concat([decipher.update(bytes.subarray(ivLength + tagLength)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new BrokenSeal('a sealed text does not open', { cause });
    }
  }
}
