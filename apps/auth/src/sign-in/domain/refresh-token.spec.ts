import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RefreshTokens } from './refresh-token.js';

const tokens = new RefreshTokens(Buffer.alloc(32, 1));
const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((secret) => Buffer.from(secret));
const token = fc.record({
  tenantId: fc.uuid(),
  sessionId: fc.uuid(),
  generation: fc.integer({ min: 1, max: 0xffff_ffff }),
  secret: bytes,
});

describe('A refresh token', () => {
  it('reads as it was written', () => {
    fc.assert(fc.property(token, (written) => void expect(tokens.read(tokens.write(written))).toEqual(written)));
  });

  it('reads as nothing when a single character is another', () => {
    fc.assert(
      fc.property(token, fc.nat(), fc.constantFrom(...'ABCabc019-_'), (written, place, character) => {
        const text = tokens.write(written);
        const at = place % text.length;
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        fc.pre(changed !== text);
        expect(tokens.read(changed)).toBeUndefined();
      }),
    );
  });

  it('reads as nothing when it was written with another key, or is any text', () => {
    const others = new RefreshTokens(Buffer.alloc(32, 2));
    fc.assert(fc.property(token, (written) => void expect(others.read(tokens.write(written))).toBeUndefined()));
    fc.assert(fc.property(fc.string(), (text) => void expect(tokens.read(text)).toBeUndefined()));
  });
});
