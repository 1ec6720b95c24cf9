import type { Dinner } from './refusals-dinner.js';
import type { Person } from './restaurant.js';

/** Who asks, what, with which body. */
export type Try = readonly [who: Person, method: string, path: string, body?: unknown];

/** Those to whom the dinner is foreign. */
export interface Strangers {
  /** What another business has of its own. */
  readonly cakes: Readonly<Record<'item' | 'category' | 'outlet' | 'sku', string>>;
  /** Its manager and its customer. */
  readonly stranger: Person;
  readonly strangerCustomer: Person;
  /** Manager of another outlet of the same business. */
  readonly neighbour: Person;
  /** Another customer of the same business. */
  readonly guest: Person;
}

/** Bodies that are right but for one thing they name: it is the dinner's. */
export function referencesTo(
  dinner: Dinner,
  { cakes, stranger, strangerCustomer, neighbour, guest }: Strangers,
): readonly Try[] {
  const cart = (line: object, outletId = cakes.outlet) => ({ outletId, fulfilment: 'TAKEAWAY', lines: [line] });
  const ownLine = { itemId: cakes.item, quantity: 1 };
  const carts = [
    cart(ownLine, dinner.outletId),
    cart({ ...ownLine, itemId: dinner.itemId }),
    cart({ ...ownLine, variantId: dinner.variantId }),
    cart({ ...ownLine, modifiers: [{ modifierId: dinner.modifierId }] }),
  ];
  const item = {
    categoryIds: [dinner.categoryId],
    name: { en: 'Mine' },
    diet: 'VEG',
    price: 100,
    tax: { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' },
    station: 'oven',
  };
  const rule = { kind: 'TIME_BASED', name: 'Mine', weekdays: [1], from: '10:00', to: '11:00', gives: { amount: 1 } };
  const onMine = { ...rule, subject: { on: 'ORDER' } };
  const coupon = { code: 'MINE-ALONE', name: 'Mine', subject: { on: 'ORDER' }, gives: { amount: 1 } };
  const recipe = { target: 'ITEM', targetId: dinner.itemId, ingredients: [{ sku: cakes.sku, quantity: 1 }] };
  const stock = { sku: 'mine', name: 'Mine', unit: 'g' };
  return [
    ...carts.flatMap((body): Try[] => [
      [strangerCustomer, 'POST', '/orders', body],
      [strangerCustomer, 'POST', '/orders/quote', body],
      [strangerCustomer, 'POST', '/discounts/calculate', body],
    ]),
    ...[stranger, strangerCustomer, neighbour, guest].map((who): Try => {
      const seated = { fulfilment: 'TAKEAWAY', tableSessionId: dinner.tableSessionId, lines: [ownLine] };
      return [who, 'POST', '/orders', seated];
    }),
    [neighbour, 'POST', '/orders', cart({ itemId: dinner.itemId, quantity: 1 }, dinner.outletId)],
    ...[stranger, neighbour].flatMap((who): Try[] => [
      [who, 'POST', '/tables', { outletId: dinner.outletId, label: 'Mine' }],
      [who, 'POST', '/inventory/items', { ...stock, outletId: dinner.outletId }],
      [who, 'POST', '/inventory/receive', { stockItemId: dinner.stockItemId, quantity: 1 }],
      [who, 'PATCH', '/inventory/deduct', { stockItemId: dinner.stockItemId, quantity: 1, reason: 'WASTE' }],
      [who, 'POST', '/discounts/rules', { ...onMine, outletIds: [dinner.outletId] }],
      [who, 'POST', '/discounts/coupons', { ...coupon, outletIds: [dinner.outletId] }],
      [who, 'POST', '/drawers', { outletId: dinner.outletId, openingFloat: 0 }],
      [who, 'POST', '/devices/pair', { outletId: dinner.outletId, name: 'Mine' }],
    ]),
    [stranger, 'POST', '/inventory/recipes', recipe],
    [stranger, 'POST', '/inventory/recipes', { ...recipe, target: 'MODIFIER', targetId: dinner.modifierId }],
    [stranger, 'POST', '/discounts/coupons', { ...coupon, subject: { on: 'ITEMS', itemIds: [dinner.itemId] } }],
    [stranger, 'POST', '/menu/items', item],
    [
      stranger,
      'POST',
      '/menu/items',
      { ...item, categoryIds: [cakes.category], modifierGroupIds: [dinner.modifierGroupId] },
    ],
    [
      stranger,
      'POST',
      '/menu/items',
      { ...item, categoryIds: [cakes.category], overrides: [{ outletId: dinner.outletId }] },
    ],
    [neighbour, 'POST', '/menu/items', { ...item, overrides: [{ outletId: dinner.outletId }] }],
    [neighbour, 'PATCH', `/menu/items/${dinner.itemId}/availability`, { available: false, outletId: dinner.outletId }],
    [stranger, 'PATCH', `/menu/items/${cakes.item}`, { categoryIds: [dinner.categoryId] }],
    [
      stranger,
      'PATCH',
      `/menu/items/${cakes.item}`,
      { variants: [{ id: dinner.variantId, name: { en: 'Mine' }, price: 1 }] },
    ],
    [stranger, 'POST', '/menu/categories/reorder', { categoryIds: [dinner.categoryId] }],
    [stranger, 'POST', '/discounts/rules', { ...rule, subject: { on: 'ITEMS', itemIds: [dinner.itemId] } }],
    [
      stranger,
      'POST',
      '/discounts/rules',
      { ...rule, subject: { on: 'CATEGORIES', categoryIds: [dinner.categoryId] } },
    ],
  ];
}
