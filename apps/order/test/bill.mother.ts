import { randomUUID } from 'node:crypto';
import { splitGst, type SellerRegime } from '@chowk/pricing';
import type { CapturedMoney } from '../src/bills/domain/bill-account.js';
import { Bill, type BillableOrder } from '../src/bills/domain/bill.js';
import type { BillTerms } from '../src/bills/domain/bill-terms.js';
import type { OrderLine } from '../src/orders/domain/order-line.js';
import { dosa, indiranagar, outlet } from './order.mother.js';

export interface Dish {
  readonly unitPrice: number;
  readonly quantity?: number;
  readonly rateBasisPoints?: number;
  readonly seat?: number | null;
  readonly guestId?: string | null;
  readonly discount?: number;
  readonly status?: OrderLine['status'];
}

/** Terms of a bill at an outlet in Karnataka: REGULAR, prices without tax, no rules. */
export function termsMother(
  changes: Partial<BillTerms> & { regime?: SellerRegime; sellerState?: string } = {},
): BillTerms {
  const { regime = 'REGULAR', sellerState = '29', ...terms } = changes;
  const { code, name, address } = outlet();
  return {
    openedAt: '2026-11-20T14:30:00.000Z',
    timeZone: 'Asia/Kolkata',
    pricesIncludeTax: false,
    placeOfSupply: '29',
    supplier: {
      ...{ id: '0190e2c4-0000-7000-8000-000000000029', gstin: '29AAGCB7383J1Z4', stateCode: sellerState, regime },
      ...{ legalName: 'Intellidine Foods Private Limited', tradeName: 'Intellidine', fssai: '11226999000123' },
    },
    outlet: { code, name, address },
    fulfilment: 'DINE_IN',
    tableArea: null,
    rules: [],
    ...terms,
  };
}

/** A bill that asks for nothing yet: of a takeaway unless it names a table session. */
export function billMother(changes: Partial<Pick<Bill, 'tableSessionId' | 'tableLabel' | 'terms'>> = {}): Bill {
  return Bill.open({
    ...{ id: randomUUID(), outletId: indiranagar, businessDate: '2026-11-20', customerId: null },
    ...{ tableSessionId: null, tableLabel: null, terms: termsMother() },
    ...changes,
  });
}

/** A bill at table T5. */
export const tableBill = (terms: BillTerms = termsMother()): Bill =>
  billMother({ tableSessionId: randomUUID(), tableLabel: 'T5', terms });

/** A line as an order carries it, taxed by the terms. */
export function lineOf(dish: Dish, terms: BillTerms = termsMother()): OrderLine {
  const { unitPrice, quantity = 1, rateBasisPoints = 500, discount = 0, status = 'ORDERED' } = dish;
  const gross = unitPrice * quantity;
  const off = status === 'COMPED' ? gross : Math.min(discount, gross);
  const { pricesIncludeTax, placeOfSupply, supplier } = terms;
  const seller = { state: supplier.stateCode, regime: supplier.regime };
  const taxed = splitGst({ amount: gross - off, pricesIncludeTax, rateBasisPoints, seller, placeOfSupply });
  const item = dosa();
  return {
    ...{ lineId: randomUUID(), lineIndex: 0, status, itemId: item.id, variantId: null, categoryIds: item.categoryIds },
    ...{ name: item.name, variantName: null, modifiers: [], station: item.station, taxCode: item.tax.code },
    ...{ quantity, unitPrice, gross, discount: off },
    discounts:
      off === 0
        ? []
        : [{ ruleId: randomUUID(), name: status === 'COMPED' ? 'Complimentary' : 'Happy hour', amount: off }],
    ...{ ...taxed, total: taxed.taxable + taxed.tax },
    ...{ notes: null, seat: dish.seat ?? null, course: null, guestId: dish.guestId ?? null },
  };
}

export function orderOf(dishes: readonly Dish[], terms?: BillTerms): BillableOrder {
  return {
    ...{ id: randomUUID(), orderNumber: `IND-${randomUUID().slice(0, 8)}`, token: 7 },
    lines: dishes.map((dish) => lineOf(dish, terms)),
  };
}

/** An order of one untaxed dish: it costs exactly that. */
export const costing = (paise: number): BillableOrder => orderOf([{ unitPrice: paise, rateBasisPoints: 0 }]);

export function moneyOf(amount: number, more: Partial<CapturedMoney> = {}): CapturedMoney {
  return { paymentId: randomUUID(), tender: 'RAZORPAY', orderIds: [], amount, ...more };
}

/** What the book does when it stores a bill: numbers for all it wants, in series of its own. */
export class Numbers {
  readonly given: string[] = [];

  give(bill: Bill): void {
    for (const wanted of bill.wantedDocuments()) {
      const number = `IND/${wanted.kind === 'INVOICE' ? 'I' : 'C'}26/${this.given.length + 1}`;
      this.given.push(number);
      bill.documented(wanted, number, new Date('2026-11-20T16:00:00.000Z'));
    }
    bill.seal();
  }
}
