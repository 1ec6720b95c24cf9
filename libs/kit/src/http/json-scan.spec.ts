import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../context/domain-error.js';
import { scanJson } from './json-scan.js';

const codeOf = (text: string): string | undefined => {
  try {
    scanJson(text);
    return undefined;
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
};

describe('The scan before JSON.parse', () => {
  it('finds nothing in JSON that JavaScript wrote, and never stumbles over it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        const isOdd = /\d{16}|[eE]|__proto__/.test(text);
        expect(scanJson(text).filter(() => !isOdd)).toEqual([]);
      }),
    );
  });

  it('ends on any text, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect([undefined, 'MALFORMED_JSON']).toContain(codeOf(text));
      }),
    );
  });

  it('allows 64 levels and refuses 65; allows 10,000 keys and refuses one more', () => {
    expect(codeOf('['.repeat(64) + ']'.repeat(64))).toBeUndefined();
    expect(codeOf('['.repeat(65) + ']'.repeat(65))).toBe('MALFORMED_JSON');
    const keys = (count: number) => `{${Array.from({ length: count }, (_, index) => `"${index}":0`).join(',')}}`;
    expect(codeOf(keys(10_000))).toBeUndefined();
    expect(codeOf(keys(10_001))).toBe('MALFORMED_JSON');
  });

  it('a key may repeat in another object, a value may look like a key', () => {
    expect(codeOf('[{"a":"a"},{"a":["a","a"]},{"a":{"a":"a"}}]')).toBeUndefined();
    expect(codeOf('{"a":{"b":1},"a":2}')).toBe('MALFORMED_JSON');
  });

  it('keeps the path of what JSON.parse would hide', () => {
    expect(scanJson('{"lines":[{"n":1},{"n":9007199254740992,"s":"\\u0000"}],"k\\ud800":1}')).toEqual([
      { path: 'lines.1.n', code: 'OUT_OF_RANGE', message: expect.any(String) },
      { path: 'lines.1.s', code: 'INVALID_CHARACTER', message: expect.any(String) },
      { path: 'k\ud800', code: 'INVALID_CHARACTER', message: expect.any(String) },
    ]);
  });

  it('finds __proto__ as a key at any depth, and lets it be text', () => {
    expect(scanJson('{"name":{"__proto__":"x","en":"__proto__"}}')).toEqual([
      { path: 'name.__proto__', code: 'UNKNOWN_FIELD', message: expect.any(String) },
    ]);
  });

  it.each(['9007199254740991', '-9007199254740991', '0', '-0', '0.1', '1e3', '0e400', '1.5e-300'])(
    '%s is held by a double',
    (number) => {
      expect(scanJson(`[${number}]`)).toEqual([]);
    },
  );
});
