import type { BillView } from '@chowk/contracts';
import type { Bill } from '../domain/bill.js';

/** A bill as its reader is told it. */
export function billView(bill: Bill): BillView {
  const { id, version, outletId, businessDate, status, customerId, tableSessionId } = bill;
  const { subtotal, roundOff, total, paid, refunded, due } = bill;
  return {
    ...{ id, version, outletId, businessDate, status, customerId, tableSessionId },
    orders: bill.orders.map((order) => ({ ...order })),
    ...{ currency: 'INR', subtotal, roundOff, total, paid, refunded, due },
    payments: bill.payments.map(({ paymentId, tender, amount, refunded: back }) => ({
      ...{ paymentId, tender, amount, refunded: back },
    })),
    createdAt: bill.createdAt.toISOString(),
    updatedAt: bill.updatedAt.toISOString(),
  };
}
