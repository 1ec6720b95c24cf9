import type { Field } from '../../tools/field/fire.ts';
import { openLoop } from '../../tools/field/open-loop.ts';
import { patiently, type Person } from '../../tools/field/people.ts';
import type { Restaurant } from '../../tools/field/restaurant.ts';

/** What happened while the screens watched. */
export interface Served {
  readonly orders: number;
  readonly moves: number;
  readonly errors: readonly unknown[];
}

/** Orders come in and are paid, and a cook moves their tickets, until told to stop. */
export async function serve(
  { random }: Field,
  restaurant: Restaurant,
  customers: readonly Person[],
  { ratePerSecond, signal }: { readonly ratePerSecond: number; readonly signal: AbortSignal },
): Promise<Served> {
  const cook = await restaurant.staff('kitchen');
  let [orders, moves] = [0, 0];
  const errors: unknown[] = [];
  const order = async (): Promise<void> => {
    const who = random.pick(customers);
    const placed = await patiently(async () => who.post('/orders', await restaurant.cart()));
    await restaurant.pay(who, placed.text('data.id'), random.int(2) === 0 ? 'verify' : 'webhook');
    orders++;
  };
  const next: Readonly<Record<string, string>> = { QUEUED: 'STARTED', STARTED: 'READY', READY: 'COLLECTED' };
  const cookOn = async (): Promise<void> => {
    const answer = await patiently(() => cook.get('/kitchen/tickets?limit=30'));
    for (const { id, status } of answer.data as { id: string; status: string }[]) {
      const to = next[status];
      if (to === undefined || random.int(3) > 0) continue;
      const moved = await patiently(() => cook.patch(`/kitchen/tickets/${id}`, { status: to }));
      if (moved.status === 200) moves++;
    }
  };
  const cooking = (async () => {
    while (!signal.aborted) await cookOn().catch((error: unknown) => errors.push(error));
  })();
  const loop = await openLoop({ ratePerSecond, seconds: 3_600, work: order, maxInFlight: 60, signal });
  await cooking;
  return { orders, moves, errors: [...errors, ...loop.errors] };
}
