import { z } from 'zod';
import { businessDate, id, instant, paise } from '../envelope/shapes.js';

/** Without a date: the business day that is running at the outlet. */
export const closeDayBody = z.strictObject({ businessDate: businessDate.optional() }).prefault({});
export type CloseDayBody = z.output<typeof closeDayBody>;

export const outletDayQuery = z.strictObject({ date: businessDate.optional() });
export type OutletDayQuery = z.output<typeof outletDayQuery>;

/** A business day of an outlet: what was sold, and what is still in the way of closing it. Money in paise. */
export const outletDayView = z.object({
  outletId: id,
  businessDate,
  status: z.enum(['OPEN', 'CLOSED']),
  /** Settled bills; their totals, what came for them with tips and is not given back, tips, and what credit notes took back. */
  bills: z.number().int(),
  total: paise,
  paid: paise,
  tips: paise,
  credited: paise,
  closedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  /** What has to be settled, finished or counted first. */
  open: z.object({
    bills: z.array(z.object({ billId: id, due: paise })),
    orders: z.array(z.object({ orderId: id, orderNumber: z.string(), status: z.string() })),
    drawers: z.array(z.object({ drawerId: id, label: z.string() })),
  }),
});
export type OutletDayView = z.output<typeof outletDayView>;
