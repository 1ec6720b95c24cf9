import { z } from 'zod';
import { event, state } from '../envelope/event.js';
import { businessDate, paise, signedPaise } from '../envelope/shapes.js';

const facts = { topic: 'order' };

export const billStatus = z.enum(['OPEN', 'PRESENTED', 'SETTLED', 'VOID']);

/** A part of a bill that is paid by itself, in paise. */
export const billShare = z.object({ shareId: z.uuid(), label: z.string(), amount: paise, paid: paise });

const billHead = z.object({
  billId: z.uuid(),
  orderIds: z.array(z.uuid()),
  outletId: z.uuid(),
  businessDate,
  tableSessionId: z.uuid().nullable(),
  tableLabel: z.string().nullable(),
});

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
    /** Parts that are paid by themselves; empty while it is not split. */
    shares: z.array(billShare).optional(),
  }),
});

export const BillPresented = event('bill.presented.v1', {
  ...facts,
  tells: 'People at a table got to see what they owe.',
  schema: billHead.extend({ total: paise, due: paise, /** 1 for the first print. */ prints: z.number().int() }),
});

export const BillSplit = event('bill.split.v1', {
  ...facts,
  tells: 'A bill was divided into shares.',
  schema: billHead.extend({ by: z.string(), shares: z.array(billShare) }),
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
    tableSessionId: z.uuid().nullable().optional(),
    /** Number of its invoice, or of its bill of supply. */
    invoiceNumber: z.string().optional(),
    /** Part of what was paid, beyond the total. */
    tips: paise.optional(),
  }),
});

export const BillRefunded = event('bill.refunded.v1', {
  ...facts,
  tells: 'Part of a settled bill was taken back; a credit note says so.',
  schema: billHead.extend({
    refundId: z.uuid(),
    creditNoteNumber: z.string(),
    amount: paise,
    reason: z.string(),
    by: z.string(),
  }),
});

export const DayClosed = event('outlet-day.closed.v1', {
  ...facts,
  tells: 'The books of an outlet are closed for a business day: nothing more is sold on it.',
  schema: z.object({
    outletId: z.uuid(),
    businessDate,
    bills: z.number().int(),
    total: paise,
    paid: paise,
    by: z.string(),
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
    /** The refund of the bill that this carries out; absent when money came that nothing is owed for. */
    refundId: z.uuid().optional(),
  }),
});
