import { randomUUID } from 'node:crypto';
import { drawerView, orderView, type OrderView } from '@chowk/contracts';
import { eventually, type Reply } from '@chowk/testing';
import type { Person, Restaurant } from './restaurant.js';

/** What is sold over a counter: where, and which lines. */
export interface CounterCart {
  readonly outletId: string;
  readonly lines: readonly object[];
  readonly couponCode?: string;
}

/** An order that a cashier typed in, to be taken away; stock has been asked for it. */
export async function counterSale(restaurant: Restaurant, cashier: Person, cart: CounterCart): Promise<OrderView> {
  const placed = await cashier.post('/orders', { ...cart, fulfilment: 'TAKEAWAY', channel: 'COUNTER' });
  return restaurant.settled(cashier, placed.data(orderView).id);
}

/** The answer once the service can give one: 503 (busy, or not heard of the bill yet) asks for the same call with the same key. */
export function answerOnceReady(who: Person, path: string, wish: Record<string, unknown>): Promise<Reply> {
  const key = randomUUID();
  return eventually(`${path} can be answered`, async () => {
    const reply = await who.post(path, wish, key);
    return reply.status !== 503 && reply;
  });
}

/** Counts and closes the drawers that this cashier left open. */
export async function withoutDrawer(cashier: Person, outletId: string): Promise<void> {
  const open = (await cashier.get(`/drawers?status=OPEN&outlet=${outletId}`)).data(drawerView.array());
  for (const { id, expected } of open) await cashier.post(`/drawers/${id}/close`, { counted: expected });
}
