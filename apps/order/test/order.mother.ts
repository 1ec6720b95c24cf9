import type { Coupon, DiscountRule, ItemSnapshot, OutletState, Tenant } from '@chowk/contracts';
import { seedId } from '@chowk/kit';
import { tenantMother } from '@chowk/testing';
import type { z } from 'zod';

type Outlet = z.output<typeof OutletState.schema>;

/** Ids of the two tenants and their outlets; fixed, so that the tests can name things of others. */
export const tenantId = seedId('tenant/order-tests');
export const otherTenantId = seedId('tenant/order-tests-other');
export const indiranagar = seedId('outlet/order-tests/indiranagar');
export const koramangala = seedId('outlet/order-tests/koramangala');
export const otherOutlet = seedId('outlet/order-tests-other/delhi');
const registration = seedId('registration/order-tests/29');

/** A restaurant in Karnataka: prepaid at the table and to take away, prices without tax. */
export function restaurant(changes: Partial<Tenant> = {}): Tenant {
  return {
    ...tenantMother(),
    id: tenantId,
    slug: 'order-tests',
    name: 'Intellidine',
    orderNumberPrefix: 'IND',
    capabilities: ['dine-in', 'takeaway', 'kitchen', 'inventory'],
    taxRegistrations: [
      { id: registration, gstin: null, stateCode: '29', regime: 'REGULAR', legalName: 'Intellidine', fssai: null },
    ],
    settings: {
      paymentTiming: { DINE_IN: 'PREPAID', TAKEAWAY: 'PREPAID' },
      unpaidExpiryMinutes: 15,
      latePayment: 'REVIVE_IF_STOCK',
      tablePolicy: 'NONE',
      otpPerAddressPerHour: 300,
    },
    ...changes,
  };
}

export function outlet(changes: Partial<Outlet> = {}): Outlet {
  return {
    id: indiranagar,
    code: 'IND',
    name: 'Indiranagar',
    timeZone: 'Asia/Kolkata',
    businessDayStart: '04:00',
    taxRegistrationId: registration,
    address: { line1: '100 Feet Road', city: 'Bengaluru', pin: '560038', stateCode: '29' },
    coordinates: null,
    openingHours: [],
    stations: ['tawa', 'curry', 'counter'],
    attributes: {},
    removed: false,
    ...changes,
  };
}

export const dosaId = seedId('item/order-tests/masala-dosa');
export const paneerId = seedId('item/order-tests/paneer-butter-masala');
export const lassiId = seedId('item/order-tests/mango-lassi');
export const halfId = seedId('variant/order-tests/paneer-butter-masala/half');
export const fullId = seedId('variant/order-tests/paneer-butter-masala/full');
export const cheeseId = seedId('modifier/order-tests/dosa-extras/cheese');
export const gheeId = seedId('modifier/order-tests/dosa-extras/ghee');
export const foreignItemId = seedId('item/order-tests-other/black-forest');

/** A masala dosa: 120 rupees, up to two extras, 5 % GST, from the tawa. */
export function dosa(changes: Partial<ItemSnapshot> = {}): ItemSnapshot {
  return {
    id: dosaId,
    categoryIds: [seedId('category/order-tests/south-indian')],
    kind: 'GOODS',
    name: { en: 'Masala dosa', hi: 'मसाला डोसा' },
    diet: 'VEG',
    price: 12_000,
    unit: 'piece',
    variants: [],
    modifierGroups: [
      {
        id: seedId('group/order-tests/dosa-extras'),
        name: { en: 'Extras' },
        minChoices: 0,
        maxChoices: 2,
        modifiers: [
          { id: cheeseId, name: { en: 'Cheese' }, price: 4_000, available: true },
          { id: gheeId, name: { en: 'Ghee' }, price: 3_000, available: true },
        ],
      },
    ],
    tax: { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' },
    station: 'tawa',
    preparationMinutes: 10,
    servingWindows: [],
    overrides: [],
    available: true,
    unavailableUntil: null,
    removed: false,
    ...changes,
  };
}

/** Paneer butter masala, half or full, from the curry station. */
export function paneer(changes: Partial<ItemSnapshot> = {}): ItemSnapshot {
  return dosa({
    id: paneerId,
    name: { en: 'Paneer butter masala' },
    price: 26_000,
    station: 'curry',
    modifierGroups: [],
    variants: [
      { id: halfId, name: { en: 'Half' }, price: 16_000, isDefault: false },
      { id: fullId, name: { en: 'Full' }, price: 26_000, isDefault: true },
    ],
    ...changes,
  });
}

/** A mango lassi over the counter. */
export function lassi(changes: Partial<ItemSnapshot> = {}): ItemSnapshot {
  return dosa({
    id: lassiId,
    name: { en: 'Mango lassi' },
    price: 9_000,
    station: 'counter',
    modifierGroups: [],
    categoryIds: [seedId('category/order-tests/beverages')],
    ...changes,
  });
}

/** Four lassis, 20 % off them. */
export function lassiRule(): DiscountRule {
  return {
    id: seedId('rule/order-tests/lassi-four'),
    kind: 'VOLUME',
    name: 'Four lassis',
    scope: 'ORDER',
    priority: 10,
    stacking: 'STACKABLE',
    cap: null,
    minSubtotal: null,
    validFrom: null,
    validTo: null,
    outletIds: null,
    fulfilments: null,
    active: true,
    subject: { on: 'ITEMS', itemIds: [lassiId] },
    quantity: 4,
    gives: { percentBasisPoints: 2_000 },
  };
}

/** WELCOME10: ten percent off anything from 200 rupees on, at most 50 rupees. */
export function coupon(changes: Partial<Coupon> = {}): Coupon {
  return {
    id: seedId('coupon/order-tests/welcome'),
    code: 'WELCOME10',
    name: 'Welcome',
    scope: 'ORDER',
    priority: 5,
    stacking: 'STACKABLE',
    cap: 5_000,
    minSubtotal: 20_000,
    validFrom: null,
    validTo: null,
    outletIds: null,
    fulfilments: null,
    active: true,
    subject: { on: 'ORDER' },
    gives: { percentBasisPoints: 1_000 },
    limits: { total: null, perCustomer: null, budget: null },
    ...changes,
  };
}
