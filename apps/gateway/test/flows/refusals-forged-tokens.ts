import { createDecipheriv, createPublicKey, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenAlgorithm } from '@chowk/contracts';
import { behind, runningSystem } from '@chowk/testing';
import { decodeJwt, generateKeyPair, exportJWK, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { z } from 'zod';

const system = runningSystem();

interface StolenKey {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

/** The key that signs now, opened as auth opens it: only with it can a token be wrong in nothing but one claim. */
async function stolenKey(): Promise<StolenKey> {
  const [row] = await behind<{ id: string; public_jwk: JWK; sealed_private: Buffer }>(
    system,
    'auth',
    'select id, public_jwk, sealed_private from signing_keys where signs_from <= now() order by signs_from desc limit 1',
  );
  if (!row) throw new Error('Nothing signs');
  const secrets = z
    .object({ key: z.string() })
    .parse(JSON.parse(readFileSync(join(system.dataDir, 'secrets.json'), 'utf8')));
  const sealed = row.sealed_private;
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(secrets.key, 'base64url'), sealed.subarray(0, 12));
  decipher.setAAD(Buffer.from(row.id)).setAuthTag(sealed.subarray(12, 28));
  const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString();
  return { kid: row.id, publicJwk: row.public_jwk, privateJwk: JSON.parse(text) as JWK };
}

const without = (claims: JWTPayload, name: string): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));

const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** What is wrong with each, beside a good token of the same person. All are refused as AUTH_TOKEN_INVALID. */
export async function forgedTokens(good: string): Promise<Readonly<Record<string, string>>> {
  const key = await stolenKey();
  const own = await importJWK(key.privateJwk, tokenAlgorithm);
  const stranger = await generateKeyPair(tokenAlgorithm, { extractable: true });
  const strangersJwk = await exportJWK(stranger.publicKey);
  const claims = decodeJwt(good);
  const header = { alg: tokenAlgorithm, typ: 'at+jwt', kid: key.kid };
  const sign = (payload: JWTPayload, more: object = {}, by = own) =>
    new SignJWT(payload).setProtectedHeader({ ...header, ...more }).sign(by);
  const hmac = (secret: string | Uint8Array) =>
    new SignJWT(claims).setProtectedHeader({ ...header, alg: 'HS256' }).sign(createSecretKey(Buffer.from(secret)));
  const [head = '', , signature = ''] = good.split('.');
  const raw = Buffer.concat([
    Buffer.from([4]),
    ...[key.publicJwk.x, key.publicJwk.y].map((half) => Buffer.from(half ?? '', 'base64url')),
  ]);
  return {
    'no algorithm': `${encoded({ ...header, alg: 'none' })}.${encoded(claims)}.`,
    'no algorithm, in capitals': `${encoded({ ...header, alg: 'NONE' })}.${encoded(claims)}.`,
    'the public key as the secret of HS256, as JWK': await hmac(JSON.stringify(key.publicJwk)),
    'the public key as the secret of HS256, as PEM': await hmac(
      createPublicKey({ key: key.publicJwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
    ),
    'the public key as the secret of HS256, as bytes': await hmac(raw),
    'a changed payload': `${head}.${encoded({ ...claims, roles: ['OWNER'] })}.${signature}`,
    'no signature': `${head}.${encoded(claims)}.`,
    'an unknown kid': await sign(claims, { kid: 'nobody' }, stranger.privateKey),
    'the right kid, signed by a stranger': await sign(claims, {}, stranger.privateKey),
    'a kid that is a path': await sign(claims, { kid: '../../etc/passwd' }),
    'a kid that is SQL': await sign(claims, { kid: `${key.kid}' or '1'='1` }),
    'a kid that is an address': await sign(claims, { kid: `${system.simulators.twilio}/keys` }),
    'no kid': await sign(claims, { kid: undefined }),
    'a jku': await sign(claims, { jku: `${system.simulators.twilio}/keys` }),
    'a jwk': await sign(claims, { jwk: strangersJwk }, stranger.privateKey),
    'a jwk beside the right signature': await sign(claims, { jwk: key.publicJwk }),
    'another issuer': await sign({ ...claims, iss: 'somebody' }),
    'no issuer': await sign(without(claims, 'iss')),
    'another audience': await sign({ ...claims, aud: 'other-api' }),
    'another kind of JWT': await sign(claims, { typ: 'JWT' }),
    'no tenant': await sign(without(claims, 'tid')),
    'an invented role': await sign({ ...claims, roles: ['ROOT'] }),
    'no end': await sign(without(claims, 'exp')),
    'an end that is text': `${encoded(header)}.${encoded({ ...claims, exp: 'never' })}.${signature}`,
    'two dots too many': `${good}..`,
    'five thousand characters': `${good}${'x'.repeat(5_000)}`,
    'no JWT': 'let-me-in',
  };
}

/** Tokens that would seat somebody whom nobody let in, and one that would make a guest's key a staff's. */
export async function forgedGuests(guest: string, staff: string): Promise<Readonly<Record<string, string>>> {
  const key = await stolenKey();
  const { guestToken } = z
    .object({ guestToken: z.looseObject({ kid: z.string() }) })
    .parse(JSON.parse(readFileSync(join(system.dataDir, 'secrets.json'), 'utf8')));
  const [ours, guests] = [
    { kid: key.kid, by: await importJWK(key.privateJwk, tokenAlgorithm) },
    { kid: guestToken.kid, by: await importJWK(guestToken as JWK, tokenAlgorithm) },
  ];
  const sign = (claims: JWTPayload, { kid, by }: typeof ours) =>
    new SignJWT(claims).setProtectedHeader({ alg: tokenAlgorithm, typ: 'at+jwt', kid }).sign(by);
  const [seated, hired] = [decodeJwt(guest), decodeJwt(staff)];
  return {
    'a guest, signed by the key of people': await sign(seated, ours),
    'staff, signed by the key of guests': await sign(hired, guests),
    'a guest by the key of guests, who says to be staff': await sign({ ...seated, kind: 'staff' }, guests),
    'a guest by the key of guests, with a role of staff': await sign({ ...seated, roles: ['MANAGER'] }, guests),
    'a guest of another table, changed': guest.replace(
      /\.[^.]+\./,
      `.${encoded({ ...seated, tableSession: key.kid })}.`,
    ),
  };
}

/** A token that was good until two minutes ago. */
export async function expiredToken(good: string): Promise<string> {
  const key = await stolenKey();
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ ...decodeJwt(good), iat: now - 1_020, exp: now - 120 })
    .setProtectedHeader({ alg: tokenAlgorithm, typ: 'at+jwt', kid: key.kid })
    .sign(await importJWK(key.privateJwk, tokenAlgorithm));
}
