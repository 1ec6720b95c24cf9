import { randomUUID } from 'node:crypto';
import { outletOf } from './refusals-dinner.js';
import { Restaurant, type Person } from './restaurant.js';

/** An id of nothing. */
export const nothing = randomUUID();

/** A call with a body that is whole and right, of things that are not there. */
export interface Sent {
  readonly who: Person;
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Who may make which call, and what there is to be had. */
export interface People {
  readonly restaurant: Restaurant;
  readonly customer: Person;
  readonly manager: Person;
  readonly owner: Person;
  readonly operator: Person;
  readonly cook: Person;
  readonly outletId: string;
  readonly itemId: string;
}

export async function peopleOf(restaurant: Restaurant): Promise<People> {
  const [manager, owner, cook] = await Promise.all([
    restaurant.staff('manager'),
    restaurant.staff('owner'),
    restaurant.staff('kitchen'),
  ]);
  return {
    ...{ restaurant, manager, owner, cook },
    customer: await restaurant.customer(),
    operator: await new Restaurant('chowk').staff('admin'),
    outletId: await outletOf(restaurant, 'IND'),
    itemId: (await restaurant.menu())('Filter coffee'),
  };
}

/** A cart that could be ordered. */
export const cartOf = ({ outletId, itemId }: People) => ({
  ...{ fulfilment: 'TAKEAWAY', outletId },
  lines: [{ itemId, quantity: 1 }],
});

/** JSON text with one field more, since an object literal cannot hold `__proto__` as a field. */
export function withField(body: object, field: string, value: string): string {
  const text = JSON.stringify(body);
  return `${text.slice(0, -1)}${text === '{}' ? '' : ','}"${field}":${value}}`;
}

/** Every call that takes a body, with one that it would take. */
export function rightCalls(people: People): Sent[] {
  const { restaurant, customer, manager, operator, cook, outletId } = people;
  const cart = cartOf(people);
  const tax = { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' };
  const dish = { name: { en: 'Dish' }, categoryIds: [nothing], diet: 'VEG', price: 100, tax, station: 'tawa' };
  const rule = { kind: 'TIME_BASED', name: 'Rule', weekdays: [1], from: '10:00', to: '11:00', gives: { amount: 1 } };
  const checkout = { razorpay_order_id: 'order_1', razorpay_payment_id: 'pay_1', razorpay_signature: 'x' };
  const { anybody } = restaurant;
  const sent = (who: Person, call: string, body: Record<string, unknown>): Sent => {
    const [method = '', path = ''] = call.split(' ');
    return { who, method, path, body };
  };
  return [
    sent(anybody, 'POST /auth/customer/request-otp', { phone: '+919812345678' }),
    sent(anybody, 'POST /auth/customer/verify-otp', { phone: '+919812345678', code: '123456' }),
    sent(anybody, 'POST /auth/staff/login', { login: 'nobody', password: 'nothing' }),
    sent(anybody, 'POST /auth/refresh', { refreshToken: 'x' }),
    sent(customer, 'PATCH /users/profile', { name: 'Asha' }),
    sent(operator, `PATCH /tenants/${nothing}/status`, { status: 'ACTIVE' }),
    sent(customer, 'POST /orders', cart),
    sent(customer, 'POST /orders/quote', cart),
    sent(manager, `PATCH /orders/${nothing}/status`, { status: 'READY' }),
    sent(customer, `PATCH /orders/${nothing}/cancel`, {}),
    sent(customer, 'POST /tables/x/sessions', {}),
    sent(customer, `POST /sessions/${nothing}/customer`, { guestToken: 'x' }),
    sent(customer, `POST /sessions/${nothing}/requests`, { kind: 'WATER' }),
    sent(manager, `PATCH /sessions/${nothing}/requests/${nothing}`, { status: 'DONE' }),
    sent(manager, 'POST /tables', { outletId, label: 'T99' }),
    sent(manager, `PATCH /tables/${nothing}`, { label: 'T99' }),
    sent(cook, `PATCH /kitchen/tickets/${nothing}`, { status: 'STARTED' }),
    sent(customer, 'POST /payments/create-razorpay-order', { orderId: nothing }),
    sent(customer, 'POST /payments/verify-razorpay', { paymentId: nothing, ...checkout }),
    sent(manager, `POST /payments/${nothing}/refund`, { reason: 'cold' }),
    sent(manager, 'POST /inventory/items', { outletId, sku: 'sku', name: 'Name', unit: 'g' }),
    sent(manager, `PATCH /inventory/items/${nothing}`, { name: 'Name' }),
    sent(manager, 'POST /inventory/receive', { stockItemId: nothing, quantity: 1 }),
    sent(manager, 'PATCH /inventory/deduct', { stockItemId: nothing, quantity: 1, reason: 'WASTE' }),
    sent(manager, 'POST /inventory/recipes', {
      target: 'ITEM',
      targetId: nothing,
      ingredients: [{ sku: 'sku', quantity: 1 }],
    }),
    sent(manager, `PATCH /inventory/recipes/${nothing}`, { ingredients: [{ sku: 'sku', quantity: 1 }] }),
    sent(manager, 'POST /menu/items', dish),
    sent(manager, `PATCH /menu/items/${nothing}`, { name: { en: 'Dish' } }),
    sent(manager, `PATCH /menu/items/${nothing}/availability`, { available: true }),
    sent(manager, 'POST /menu/categories', { name: { en: 'Category' } }),
    sent(manager, `PATCH /menu/categories/${nothing}`, { name: { en: 'Category' } }),
    sent(manager, 'POST /menu/categories/reorder', { categoryIds: [nothing] }),
    sent(manager, 'POST /menu/modifier-groups', { name: { en: 'Group' }, modifiers: [{ name: { en: 'One' } }] }),
    sent(manager, `PATCH /menu/modifier-groups/${nothing}`, { name: { en: 'Group' } }),
    sent(anybody, 'POST /discounts/calculate', cart),
    sent(manager, 'POST /discounts/rules', { ...rule, subject: { on: 'ORDER' } }),
    sent(manager, `PATCH /discounts/rules/${nothing}`, { active: false }),
    ...callsOfAnEvening(people),
  ];
}

/** Those about guests, bills, tenders, devices and coupons. */
function callsOfAnEvening({ restaurant: { anybody }, manager, owner, outletId, itemId }: People): Sent[] {
  const ours: readonly (readonly [call: string, body: Record<string, unknown>])[] = [
    [`PATCH /orders/${nothing}/items`, { add: [{ itemId, quantity: 1 }] }],
    [`POST /orders/${nothing}/lines/${nothing}/void`, { reason: 'burnt' }],
    [`POST /orders/${nothing}/lines/${nothing}/comp`, { reason: 'sorry' }],
    [`PATCH /bills/${nothing}`, { serviceCharge: true }],
    [`POST /bills/${nothing}/present`, {}],
    [`POST /bills/${nothing}/split`, { by: 'EQUALLY', parts: 2 }],
    [`POST /bills/${nothing}/refunds`, { amount: 100, reason: 'cold' }],
    [`POST /outlets/${nothing}/day-close`, { businessDate: '2026-01-01' }],
    [`POST /sessions/${nothing}/approve`, {}],
    [`POST /sessions/${nothing}/pin`, {}],
    [`POST /sessions/${nothing}/close`, {}],
    ['POST /payments/confirm-cash', { orderId: nothing, tendered: 100 }],
    ['POST /payments/record', { orderId: nothing, method: 'CARD_TERMINAL', reference: 'slip 1' }],
    ['POST /drawers', { outletId, openingFloat: 0 }],
    [`POST /drawers/${nothing}/movements`, { kind: 'PAY_IN', amount: 100, reason: 'change' }],
    [`POST /drawers/${nothing}/close`, { counted: 0 }],
    ['POST /devices/pair', { outletId, name: 'Tablet' }],
    ['PUT /users/pin', { pin: '4321' }],
    ['POST /discounts/coupons', { code: 'A-CODE', name: 'Coupon', subject: { on: 'ORDER' }, gives: { amount: 1 } }],
    [`PATCH /discounts/coupons/${nothing}`, { active: false }],
  ];
  const sent = (who: Person, call: string, body: Record<string, unknown>): Sent => {
    const [method = '', path = ''] = call.split(' ');
    return { who, method, path, body };
  };
  return [
    ...ours.map(([call, body]) => sent(manager, call, body)),
    sent(owner, 'PATCH /tenants/current', { name: 'Intellidine' }),
    sent(owner, `PUT /staff/${nothing}/pin`, { pin: '4321' }),
    sent(anybody, 'POST /devices/claim', { code: 'NOTHING0' }),
    sent(anybody, 'POST /devices/token', { deviceToken: 'x' }),
  ];
}
