import { setTimeout as pause } from 'node:timers/promises';
import { openLoop, sideBySide, type LoopOutcome } from '../../tools/field/open-loop.ts';
import { patiently, type Person } from '../../tools/field/people.ts';
import type { Field } from '../../tools/field/fire.ts';
import type { Restaurant } from '../../tools/field/restaurant.ts';
import { LastingScreen } from '../sockets/lasting-screen.ts';

export interface Pace {
  readonly ordersPerSecond: number;
  readonly readsPerSecond: number;
  readonly screens: number;
  readonly seconds: number;
}

export interface Soaked {
  readonly orders: LoopOutcome;
  readonly reads: LoopOutcome;
  readonly frames: number;
  readonly screensOpened: number;
}

/** Seconds after which one screen goes and another one comes; so each of 40 is gone before its token ends. */
const changeSeconds = 8;

/** A steady evening: orders that are paid, guests who read the menu, staff who look at their lists, and screens that come and go. */
export async function steadyEvening(field: Field, restaurant: Restaurant, pace: Pace): Promise<Soaked> {
  const { random } = field;
  const customers = await sideBySide(Array.from({ length: 40 }), 8, () => restaurant.customer());
  const [manager, cook] = [await restaurant.staff('manager'), await restaurant.staff('kitchen')];
  const cart = await restaurant.cart();
  const ended = new AbortController();
  const order = async (): Promise<void> => {
    const who = random.pick(customers);
    const placed = await patiently(() => who.post('/orders', cart));
    await restaurant.pay(who, placed.text('data.id'), random.int(2) === 0 ? 'verify' : 'webhook');
  };
  const looks: readonly (readonly [who: Person, path: string])[] = [
    [restaurant.anybody, '/menu'],
    [restaurant.anybody, '/menu'],
    [manager, '/orders?limit=20'],
    [cook, '/kitchen/tickets?limit=20'],
    [manager, '/bills?limit=20'],
  ];
  const read = async (): Promise<void> => {
    const [who, path] = random.pick(looks);
    const answer = await patiently(() => who.get(path));
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.code ?? ''}`);
  };
  const { seconds } = pace;
  const screens = new ComingScreens(restaurant, customers);
  await screens.open(pace.screens);
  const changing = screens.change(ended.signal);
  const [orders, reads] = await Promise.all([
    openLoop({ ratePerSecond: pace.ordersPerSecond, seconds, work: order, maxInFlight: 300 }),
    openLoop({ ratePerSecond: pace.readsPerSecond, seconds, work: read, maxInFlight: 300 }),
  ]);
  ended.abort();
  await changing;
  screens.close();
  return { orders, reads, frames: screens.frames, screensOpened: screens.opened };
}

/** Screens of which the oldest goes every few seconds, and a new one comes. */
class ComingScreens {
  frames = 0;
  opened = 0;
  private readonly restaurant: Restaurant;
  private readonly customers: readonly Person[];
  private readonly those: LastingScreen[] = [];

  constructor(restaurant: Restaurant, customers: readonly Person[]) {
    this.restaurant = restaurant;
    this.customers = customers;
  }

  async open(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.openOne();
  }

  async change(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(changeSeconds * 1_000, undefined, { signal }).catch(() => undefined);
      this.those.shift()?.close();
      await this.openOne();
    }
  }

  close(): void {
    for (const screen of this.those) screen.close();
  }

  private async openOne(): Promise<void> {
    const kinds = ['/orders', '/kitchen', '/managers'] as const;
    const namespace = kinds[this.opened % kinds.length] ?? '/orders';
    const login = { '/orders': 'waiter', '/kitchen': 'kitchen', '/managers': 'manager' }[namespace];
    const isCustomer = namespace === '/orders' && this.opened % 2 === 0;
    const who = isCustomer ? this.customers[this.opened % this.customers.length] : await this.restaurant.staff(login);
    if (!who) throw new Error('Nobody to open a screen for');
    const url = this.restaurant.address.gatewayUrl;
    const hear = () => void this.frames++;
    this.those.push(new LastingScreen({ url, namespace, token: await who.freshToken(), hear }));
    this.opened++;
  }
}
