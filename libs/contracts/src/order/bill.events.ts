import { z } from 'zod';
import { event, state } from '../envelope/event.js';
import { businessDate, paise, signedPaise } from '../envelope/shapes.js';

const facts = { topic: 'order' };

export const billStatus = z.enum(['OPEN', 'PRESENTED', 'SETTLED', 'VOID']);

/** What payment needs to ask for money: how much is due, for which orders. */
export const BillState = state('order.bill.state.v1', {
  topic: 'order.bill.state',
  tells: 'A bill as it is now: its orders, total, what is paid and due.',
  schema: z.object({
    id: z.uuid(),
    outletId: z.uuid(),
    businessDate,
    status: billStatus,
    orders: z.array(z.object({ orderId: z.uuid(), orderNumber: z.string() })),
    customerId: z.uuid().nullable(),
    tableSessionId: z.uuid().nullable(),
    currency: z.literal('INR'),
    roundOff: signedPaise,
    total: paise,
    paid: paise,
    due: paise,
  }),
});

export const BillSettled = event('bill.settled.v1', {
  ...facts,
  tells: 'All of a bill is paid.',
  schema: z.object({
    billId: z.uuid(),
    orderIds: z.array(z.uuid()),
    outletId: z.uuid(),
    businessDate,
    total: paise,
    paid: paise,
  }),
});

/** Money that came for orders that no longer want it; payment gives it back. */
export const BillRefundDue = event('bill.refund-due.v1', {
  ...facts,
  tells: 'Money was captured that the bill does not ask for any more.',
  schema: z.object({
    billId: z.uuid(),
    orderIds: z.array(z.uuid()),
    outletId: z.uuid(),
    paymentId: z.uuid(),
    amount: paise,
    reason: z.string(),
  }),
});
