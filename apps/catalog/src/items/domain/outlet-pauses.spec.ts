import { describe, expect, it } from 'vitest';
import { pausesAt, withPauses } from './outlet-pauses.js';

const general = { fulfilment: null, tableArea: null };

describe('What differs at an outlet that is sold out', () => {
  it('says that nothing can be had there, and keeps its prices', () => {
    const overrides = [{ outletId: 'a', ...general, price: 7_000, available: null }];
    expect(withPauses(overrides, [{ outletId: 'a', until: null }])).toEqual([
      { outletId: 'a', ...general, price: 7_000, available: false },
    ]);
  });

  it('overrules what a fulfilment would offer there, and other outlets keep theirs', () => {
    const takeaway = { outletId: 'a', fulfilment: 'TAKEAWAY', tableArea: null, price: null, available: true };
    const other = { ...takeaway, outletId: 'b' };
    expect(withPauses([takeaway, other], [{ outletId: 'a', until: null }])).toEqual([
      { ...takeaway, available: false },
      other,
      { outletId: 'a', ...general, price: null, available: false },
    ]);
  });

  it('ends at the instant it was said to end', () => {
    const pauses = [
      { outletId: 'a', until: '2026-11-20T10:00:00.000Z' },
      { outletId: 'b', until: null },
    ];
    expect(pausesAt(pauses, new Date('2026-11-20T09:59:59.999Z'))).toEqual(pauses);
    expect(pausesAt(pauses, new Date('2026-11-20T10:00:00.000Z'))).toEqual([{ outletId: 'b', until: null }]);
  });
});
