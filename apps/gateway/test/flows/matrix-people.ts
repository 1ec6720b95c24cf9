import { claimedDevice, joinedSessionView, pairingCode, type DeviceAnswer, type TableView } from '@chowk/contracts';
import type { Identity } from './matrix-row.js';
import { Person, Restaurant } from './restaurant.js';

export type People = Readonly<Record<Identity, Person>>;
/** Those who have a sign-in of their own. */
export type SignedIn = Omit<People, 'none' | 'guest' | 'outsider' | 'device'>;

export const restaurant = new Restaurant();

/** Signs in one of each who can: staff of the demo, and two customers whom nobody knew before. */
export async function signIn(): Promise<SignedIn> {
  const [alien, operator] = await Promise.all([
    new Restaurant('lafete365').staff('owner'),
    new Restaurant('chowk').staff('admin'),
  ]);
  const [customer, stranger] = await Promise.all([restaurant.customer(), restaurant.customer()]);
  const [owner, manager, cashier] = await Promise.all([
    restaurant.staff('owner'),
    restaurant.staff('manager'),
    restaurant.staff('cashier'),
  ]);
  const [waiter, kitchen, neighbour] = await Promise.all([
    restaurant.staff('waiter'),
    restaurant.staff('kitchen'),
    restaurant.staff('manager.kor'),
  ]);
  return { alien, operator, customer, stranger, owner, manager, cashier, waiter, kitchen, neighbour };
}

/** A phone without a number sits down at a table. */
export async function sitDown({ code }: TableView): Promise<{ readonly guest: Person; readonly sessionId: string }> {
  const joined = (await restaurant.anybody.post(`/tables/${code}/sessions`, {})).data(joinedSessionView);
  if (!joined.guest) throw new Error('Who has not signed in is a guest');
  return { guest: new Person(restaurant.slug, joined.guest.accessToken), sessionId: joined.id };
}

/** Pairs a tablet with the outlet. */
export async function pairTablet(
  manager: Person,
  outletId: string,
): Promise<{ readonly device: DeviceAnswer; readonly tablet: Person }> {
  const { code } = (await manager.post('/devices/pair', { outletId, name: 'Tablet' })).data(pairingCode);
  const { device, accessToken } = (await restaurant.anybody.post('/devices/claim', { code })).data(claimedDevice);
  return { device, tablet: new Person(restaurant.slug, accessToken) };
}
