import { newId } from '@chowk/kit';

/** A bill as the order service tells of it. Amounts in paise. */
export interface OwedBill {
  readonly id: string;
  readonly orderId: string;
  readonly version: number;
  readonly outletId: string;
  readonly businessDate: string;
  readonly status: 'OPEN' | 'PRESENTED' | 'SETTLED' | 'VOID';
  readonly customerId: string | null;
  readonly tableSessionId: string | null;
  readonly total: number;
  readonly paid: number;
  readonly due: number;
  readonly shares?: readonly OwedShare[];
}

export interface OwedShare {
  readonly shareId: string;
  readonly label: string;
  readonly amount: number;
  readonly paid: number;
}

/** Shares of these amounts, nothing paid. */
export function sharesMother(...amounts: number[]): OwedShare[] {
  return amounts.map((amount, index) => ({ shareId: newId(), label: `Share ${index + 1}`, amount, paid: 0 }));
}

/** An open bill of one customer's order. */
export function billMother(of: { outletId: string; customerId: string }, owed: Partial<OwedBill> = {}): OwedBill {
  const total = owed.total ?? 25_000;
  return {
    ...{ id: newId(), orderId: newId(), version: 1, outletId: of.outletId, businessDate: '2026-11-20' },
    ...{ status: 'OPEN', customerId: of.customerId, tableSessionId: null, total, paid: 0, due: total },
    ...owed,
  };
}

/** The head of the bill's order, with all that any of its facts says. */
export function orderMother(
  { orderId, id: billId, outletId, customerId, tableSessionId, total }: OwedBill,
  status: string,
) {
  const amounts = { gross: total, discount: 0, tax: 0, total };
  const dish = { itemId: newId(), variantId: null, modifiers: [], name: 'Masala dosa', station: 'tawa', quantity: 1 };
  return {
    ...{ orderId, orderNumber: 'T-1', outletId, billId, customerId, tableSessionId, tableLabel: null },
    ...{ fulfilment: 'TAKEAWAY', channel: 'WEB', businessDate: '2026-11-20', status, currency: 'INR', total },
    lines: [{ lineId: newId(), lineIndex: 0, ...dish, ...amounts }],
    ...{ appliedRules: [], discount: 0, tax: 0, holdUntil: '2026-11-20T18:30:00.000Z' },
    ...{ from: 'PLACED', reason: null, by: 'test', rejection: { code: 'OUT_OF_STOCK', details: [] } },
  };
}

export function outletMother(id: string) {
  return {
    ...{ id, code: 'IND', name: 'Indiranagar', timeZone: 'Asia/Kolkata', businessDayStart: '04:00' },
    taxRegistrationId: newId(),
    address: { line1: '100 Feet Road', city: 'Bengaluru', pin: '560038', stateCode: '29' },
    ...{ coordinates: null, openingHours: [], stations: [], attributes: {}, removed: false },
  };
}
