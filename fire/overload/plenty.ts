import { randomUUID } from 'node:crypto';
import { sideBySide } from '../../tools/field/open-loop.ts';
import type { Person } from '../../tools/field/people.ts';
import type { Restaurant } from '../../tools/field/restaurant.ts';

/** More than any script can sell. */
const portions = 1_000_000;

/** A cart to take away with so many lines, of dishes that do not run out. */
export async function plentifulCart(
  restaurant: Restaurant,
  { lines = 3, outletCode = 'IND', station = 'curry' } = {},
): Promise<Readonly<Record<string, unknown>>> {
  const dishes = await sideBySide(Array.from({ length: lines }, randomUUID), 1, () =>
    restaurant.dish(portions, outletCode, station),
  );
  return {
    fulfilment: 'TAKEAWAY',
    outletId: await restaurant.outlet(outletCode),
    lines: dishes.map(({ itemId }) => ({ itemId, quantity: 1 })),
  };
}

/** So many new customers, signed in a few at a time. */
export function signedIn(restaurant: Restaurant, count: number): Promise<Person[]> {
  return sideBySide(Array.from({ length: count }, randomUUID), 6, () => restaurant.customer());
}
