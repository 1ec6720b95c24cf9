import { createHash, createHmac, randomBytes } from 'node:crypto';

/** The secret of a family's first refresh token: 256 random bits. */
export function newSecret(): Buffer {
  return randomBytes(32);
}

export function newSalt(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret; a plain hash, since nobody guesses 256 random bits. */
export function hashOfSecret(secret: Uint8Array): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/**
 * The secret that follows a presented one. The salt is at rest, the presented secret is not, and both are needed: so
 * the same token can be answered with the same successor although no token is kept.
 */
export function successorOf(secret: Uint8Array, salt: string): Buffer {
  return createHmac('sha256', secret).update(salt).digest();
}
