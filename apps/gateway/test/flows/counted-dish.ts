import { stockItemAnswer } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { z } from 'zod';
import type { Person, Restaurant } from './restaurant.js';

const withId = z.object({ id: z.uuid() });
const menu = z.object({ categories: z.array(withId) });

/** A new dish of the curry station for 100.00 rupees, of which an outlet has so many portions. */
export interface CountedDish {
  readonly itemId: string;
  readonly sku: string;
  readonly stockItemId: string;
}

/** Puts such a dish on the menu; the outlet's other dishes stay as they are. */
export async function countedDish(
  restaurant: Restaurant,
  owner: Person,
  { outletId, portions }: { readonly outletId: string; readonly portions: number },
): Promise<CountedDish> {
  const { categories } = (await restaurant.anybody.get('/menu')).data(menu);
  const item = await owner.post('/menu/items', {
    categoryIds: [categories[0]?.id],
    kind: 'GOODS',
    name: { en: `Special ${newId()}` },
    diet: 'VEG',
    price: 10_000,
    unit: 'piece',
    tax: { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' },
    station: 'curry',
  });
  const { id: itemId } = item.data(withId);
  const sku = `special-${newId()}`;
  const counted = { outletId, sku, name: 'Special', unit: 'piece', onHand: portions };
  const { id: stockItemId } = (await owner.post('/inventory/items', counted)).data(stockItemAnswer);
  const recipe = { target: 'ITEM', targetId: itemId, ingredients: [{ sku, quantity: 1 }] };
  const key = newId();
  const written = await eventually('inventory has heard of the dish', async () => {
    const reply = await owner.post('/inventory/recipes', recipe, key);
    return reply.status !== 503 && reply;
  });
  written.data(withId);
  const cart = { outletId, fulfilment: 'TAKEAWAY', lines: [{ itemId, quantity: 1 }] };
  await eventually('order knows its price', async () => (await owner.post('/orders/quote', cart)).status === 200);
  return { itemId, sku, stockItemId };
}
