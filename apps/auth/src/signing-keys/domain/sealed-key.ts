import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * Encrypts a private key at rest (AES-256-GCM; nonce, tag and text in one piece). The key's id is bound in, so that no
 * row can be exchanged for another.
 */
export function sealKey(privateJwk: object, keyId: string, secret: Uint8Array): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(Buffer.from(keyId));
  const text = Buffer.concat([cipher.update(JSON.stringify(privateJwk)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** The private key again. Throws for another secret, another id, or a changed byte. */
export function openKey(sealed: Uint8Array, keyId: string, secret: Uint8Array): unknown {
  const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, 12)).setAAD(Buffer.from(keyId));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString());
}
