import type { Person } from '../../tools/field/people.ts';
import { sideBySide } from '../../tools/field/open-loop.ts';
import type { Restaurant } from '../../tools/field/restaurant.ts';
import { until } from '../../tools/field/until.ts';
import { LastingScreen } from './lasting-screen.ts';

/** Who watches: of ten screens five are customers' phones, two hang in the kitchen, two on the floor and one at a manager's desk. */
export interface Audience {
  readonly customers: readonly Person[];
  readonly screens: readonly LastingScreen[];
}

/** Opens so many screens and waits until each has been told its rooms. */
export async function openAudience(restaurant: Restaurant, count: number, url: string): Promise<Audience> {
  const customers = await sideBySide(Array.from({ length: count / 2 }), 8, () => restaurant.customer());
  const [kitchen, floor, manager] = await Promise.all([
    restaurant.staff('kitchen'),
    restaurant.staff('waiter'),
    restaurant.staff('manager'),
  ]);
  const tokenOf = ({ token }: Person) => token ?? '';
  const screens = [
    ...customers.map((one) => ({ namespace: '/orders', token: tokenOf(one) }) as const),
    ...Array.from({ length: count / 5 }, () => ({ namespace: '/kitchen', token: tokenOf(kitchen) }) as const),
    ...Array.from({ length: count / 5 }, () => ({ namespace: '/orders', token: tokenOf(floor) }) as const),
    ...Array.from({ length: count / 10 }, () => ({ namespace: '/managers', token: tokenOf(manager) }) as const),
  ].map((wish) => new LastingScreen({ ...wish, url }));
  await until('all screens know their rooms', 30, () => screens.every(({ rooms }) => rooms.size > 0));
  return { customers, screens };
}
