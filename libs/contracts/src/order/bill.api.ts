import { z } from 'zod';
import { businessDate, id, instant, paise, signedPaise } from '../envelope/shapes.js';
import { billStatus } from './bill.events.js';

/** Filters of GET /bills, beside limit, cursor and count. */
export const billFilters = {
  status: billStatus.optional(),
  outlet: id.optional(),
  session: id.optional(),
  date: businessDate.optional(),
};

export const billView = z.object({
  id,
  version: z.number().int(),
  outletId: id,
  businessDate,
  status: billStatus,
  customerId: id.nullable(),
  tableSessionId: id.nullable(),
  orders: z.array(
    z.object({
      orderId: id,
      orderNumber: z.string(),
      /** Exact total of the order. */
      total: paise,
      /** False once the order came to nothing: the bill does not ask for it any more. */
      owed: z.boolean(),
    }),
  ),
  currency: z.literal('INR'),
  subtotal: paise,
  /** To the rupee, once for the whole bill (Section 170 of the CGST Act). */
  roundOff: signedPaise,
  total: paise,
  paid: paise,
  refunded: paise,
  due: paise,
  payments: z.array(z.object({ paymentId: id, tender: z.string(), amount: paise, refunded: paise })),
  createdAt: instant,
  updatedAt: instant,
});
export type BillView = z.output<typeof billView>;
