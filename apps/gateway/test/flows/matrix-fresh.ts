import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { FreshName, Things } from './matrix-row.js';
import type { Person } from './restaurant.js';

const withId = z.object({ id: z.uuid() });
const tax = { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' };
const gift = { subject: { on: 'ORDER' }, gives: { amount: 1 }, active: false };
const never = { weekdays: [1], from: '10:00', to: '11:00' };

/** A thing that nobody uses, to be thrown away; answers its id. */
export async function makeFresh(
  name: FreshName,
  manager: Person,
  { category, outlet }: Pick<Things, 'category' | 'outlet'>,
): Promise<string> {
  const label = randomUUID().slice(0, 13).toUpperCase();
  const bodies: Readonly<Record<FreshName, readonly [path: string, body: object]>> = {
    item: [
      '/menu/items',
      { name: { en: label }, categoryIds: [category], diet: 'VEG', price: 100, tax, station: 'tawa' },
    ],
    category: ['/menu/categories', { name: { en: label } }],
    modifierGroup: ['/menu/modifier-groups', { name: { en: label }, modifiers: [{ name: { en: 'One' } }] }],
    rule: ['/discounts/rules', { kind: 'TIME_BASED', name: label, ...never, outletIds: [outlet], ...gift }],
    coupon: ['/discounts/coupons', { code: label, name: label, outletIds: [outlet], ...gift }],
    table: ['/tables', { outletId: outlet, label }],
    device: ['/devices/pair', { outletId: outlet, name: label }],
  };
  const [path, body] = bodies[name];
  const answer = (await manager.post(path, body)).data(z.unknown());
  return withId.parse(Array.isArray(answer) ? answer[0] : answer).id;
}
