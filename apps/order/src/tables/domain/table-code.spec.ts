import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTableCode, tableCode } from './table-code.js';

const secret = 'a secret for the codes on the tables';

describe('the code of a table', () => {
  it('names tenant and table again', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (tenantId, tableId) => {
        expect(readTableCode(tableCode({ tenantId, tableId }, secret), secret)).toEqual({ tenantId, tableId });
      }),
    );
  });

  it('is worthless with any character changed, cut, added, or another secret', () => {
    const tenantId = '0192f0c1-2345-7000-8000-000000000001';
    const code = tableCode({ tenantId, tableId: tenantId }, secret);
    fc.assert(
      fc.property(fc.nat({ max: code.length - 1 }), fc.constantFrom(...'ABCabc019-_'), (place, letter) => {
        const changed = code.slice(0, place) + letter + code.slice(place + 1);
        expect(readTableCode(changed, secret) === undefined).toBe(changed !== code);
      }),
    );
    for (const broken of [code.slice(1), `${code}A`, `${code}=`, '', 'not a code'])
      expect(readTableCode(broken, secret)).toBeUndefined();
    expect(readTableCode(code, `${secret}!`)).toBeUndefined();
  });
});
