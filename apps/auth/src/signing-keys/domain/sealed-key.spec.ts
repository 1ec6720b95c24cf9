import { describe, expect, it } from 'vitest';
import { openKey, sealKey } from './sealed-key.js';

const secret = Buffer.alloc(32, 3);
const jwk = { kty: 'EC', d: 'a very private number' };

describe('A sealed key', () => {
  it('opens with the same secret and id', () => {
    expect(openKey(sealKey(jwk, 'key-1', secret), 'key-1', secret)).toEqual(jwk);
  });

  it('does not show what is in it, and is another each time', () => {
    const [one, other] = [sealKey(jwk, 'key-1', secret), sealKey(jwk, 'key-1', secret)];
    expect(one.toString('latin1')).not.toContain('private');
    expect(one.equals(other)).toBe(false);
  });

  it('stays closed for another secret, another id and a changed byte', () => {
    const sealed = sealKey(jwk, 'key-1', secret);
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => openKey(sealed, 'key-1', Buffer.alloc(32, 4))).toThrow();
    expect(() => openKey(sealed, 'key-2', secret)).toThrow();
    expect(() => openKey(changed, 'key-1', secret)).toThrow();
  });
});
