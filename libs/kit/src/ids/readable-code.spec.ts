import { expect, it } from 'vitest';
import { readableCode } from './readable-code.js';

it('a readable code has the asked length, no letter that is misread, and is another one each time', () => {
  const codes = Array.from({ length: 500 }, () => readableCode(8));
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
  expect(new Set(codes).size).toBe(500);
  expect(new Set(codes.join('')).size).toBe(32);
});
