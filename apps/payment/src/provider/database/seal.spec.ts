import { describe, expect, it } from 'vitest';
import { BrokenSeal, Seal } from './seal.js';

const config = (CREDENTIAL_SECRET: string) => ({
  ...{ RAZORPAY_URL: 'http://127.0.0.1', PROVIDER_TIMEOUT_MS: 1_000, SWEEP_SECONDS: 5, CREDENTIAL_SECRET },
});
const seal = new Seal(config(Buffer.alloc(32, 1).toString('base64url')));

describe('A sealed secret', () => {
  it('opens at its place with its key, and never looks the same twice', () => {
    const sealed = [seal.close('s€cret', 'a/b/key'), seal.close('s€cret', 'a/b/key')];
    expect(sealed.map((one) => seal.open(one, 'a/b/key'))).toEqual(['s€cret', 's€cret']);
    expect(sealed[0]).not.toBe(sealed[1]);
    expect(seal.open(seal.close('', 'x'), 'x')).toBe('');
  });

  it('does not open at another place, with another key, or changed in any byte', () => {
    const sealed = seal.close('secret', 'tenant-a/account/key');
    expect(() => seal.open(sealed, 'tenant-b/account/key')).toThrow(BrokenSeal);
    expect(() =>
      new Seal(config(Buffer.alloc(32, 2).toString('base64url'))).open(sealed, 'tenant-a/account/key'),
    ).toThrow(BrokenSeal);
    const [version, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => seal.open(`${version}.${changed.toString('base64url')}`, 'tenant-a/account/key')).toThrow(
        BrokenSeal,
      );
    }
    for (const text of ['', 'v2.abc', 'v1', 'v1.a.b', 'v1.', 'v1.AAAA'])
      expect(() => seal.open(text, 'x')).toThrow(BrokenSeal);
  });
});
