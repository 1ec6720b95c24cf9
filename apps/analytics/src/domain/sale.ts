import { z } from 'zod';
import type { Counted } from './counted-fact.js';

/** What an order sells, as it stood at some moment. Money in paise. */
export const sale = z.object({
  /** When that was told. */
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

/** Facts that say what an order sells. */
export type SaleFact = Counted<'order.confirmed.v1'> | Counted<'order.repriced.v1'>;

/** The sale a fact tells of, each item once however many lines name it. Voided dishes are not sold; free ones are, for nothing. */
export function saleOf({ time, data: { total, discount, tax, lines } }: SaleFact): Sale {
  const items = new Map<string, SoldItem>();
  for (const line of lines.filter(({ status }) => status !== 'VOIDED')) {
    const { itemId, quantity } = line;
    const before = items.get(itemId);
    const name = itemName(line);
    items.set(itemId, {
      itemId,
      name: before === undefined || name > before.name ? name : before.name,
      quantity: quantity + (before?.quantity ?? 0),
      revenue: (line.status === 'COMPED' ? 0 : line.total) + (before?.revenue ?? 0),
    });
  }
  return { at: time.toISOString(), revenue: total, discount, tax, items: [...items.values()] };
}

/** Orders call a line `Item (Variant)`; items are counted over their variants and named without. */
function itemName({ name, variantId }: SaleFact['data']['lines'][number]): string {
  return variantId === null ? name : name.replace(/ \([^()]*\)$/, '');
}
