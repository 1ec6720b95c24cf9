import { z } from 'zod';
import type { Counted } from './counted-fact.js';
import type { DayCounts } from './day-counts.js';

/** What a confirmed order sold, kept so that undoing takes back exactly what was counted. Money in paise. */
export const sale = z.object({
  /** When it was confirmed. */
  at: z.iso.datetime(),
  revenue: z.number().int(),
  discount: z.number().int(),
  tax: z.number().int(),
  items: z.array(
    z.object({ itemId: z.uuid(), name: z.string(), quantity: z.number().int(), revenue: z.number().int() }),
  ),
});
export type Sale = z.output<typeof sale>;
export type SoldItem = Sale['items'][number];

/** The sale a confirmation tells of, each item once however many lines name it. */
export function saleOf({ time, data: { total, discount, tax, lines } }: Counted<'order.confirmed.v1'>): Sale {
  const items = new Map<string, SoldItem>();
  for (const line of lines) {
    const { itemId, quantity, total: revenue } = line;
    const before = items.get(itemId);
    const name = itemName(line);
    items.set(itemId, {
      itemId,
      name: before === undefined || name > before.name ? name : before.name,
      quantity: quantity + (before?.quantity ?? 0),
      revenue: revenue + (before?.revenue ?? 0),
    });
  }
  return { at: time.toISOString(), revenue: total, discount, tax, items: [...items.values()] };
}

export const amountsOf = ({ revenue, discount, tax }: Sale): Partial<DayCounts> => ({ revenue, discount, tax });

/** The same sale `times` times: -1 takes it back, 0 leaves only the names of what was sold. */
export function multiplied(one: Sale, times: -1 | 0 | 1): Sale {
  return {
    at: one.at,
    revenue: one.revenue * times,
    discount: one.discount * times,
    tax: one.tax * times,
    items: one.items.map((item) => ({ ...item, quantity: item.quantity * times, revenue: item.revenue * times })),
  };
}

/** Orders call a line `Item (Variant)`; items are counted over their variants and named without. */
function itemName({ name, variantId }: Counted<'order.confirmed.v1'>['data']['lines'][number]): string {
  return variantId === null ? name : name.replace(/ \([^()]*\)$/, '');
}
