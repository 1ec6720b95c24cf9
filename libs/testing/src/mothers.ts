import type { ItemSnapshot, OutletState, orderHead } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import type { z } from 'zod';

type Outlet = z.output<typeof OutletState.schema>;
type OrderHead = z.output<typeof orderHead>;

/** An outlet in Indiranagar, Bengaluru, like any other. */
export function outletMother(partial: Partial<Outlet> = {}): Outlet {
  return {
    id: newId(),
    code: 'IND',
    name: 'Indiranagar',
    timeZone: 'Asia/Kolkata',
    businessDayStart: '04:00',
    taxRegistrationId: newId(),
    address: { line1: '100 Feet Road', city: 'Bengaluru', pin: '560038', stateCode: '29' },
    coordinates: null,
    openingHours: [],
    stations: [],
    attributes: {},
    removed: false,
    ...partial,
  };
}

/** A filter coffee for 50 rupees at 5 % GST. */
export function itemMother(partial: Partial<ItemSnapshot> = {}): ItemSnapshot {
  return {
    id: newId(),
    categoryIds: [newId()],
    kind: 'GOODS',
    name: { en: 'Filter coffee' },
    diet: 'VEG',
    price: 5_000,
    unit: 'piece',
    variants: [],
    modifierGroups: [],
    tax: { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' },
    station: 'counter',
    preparationMinutes: 5,
    servingWindows: [],
    overrides: [],
    available: true,
    unavailableUntil: null,
    removed: false,
    ...partial,
  };
}

/** What every event about a takeaway order at the counter says first. */
export function orderHeadMother(partial: Partial<OrderHead> = {}): OrderHead {
  return {
    orderId: newId(),
    orderNumber: 'T-1',
    outletId: newId(),
    billId: newId(),
    customerId: null,
    tableSessionId: null,
    tableLabel: null,
    fulfilment: 'TAKEAWAY',
    channel: 'COUNTER',
    businessDate: '2026-11-20',
    status: 'PLACED',
    currency: 'INR',
    total: 10_000,
    ...partial,
  };
}
