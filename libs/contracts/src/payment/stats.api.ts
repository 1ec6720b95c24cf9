import { z } from 'zod';
import { businessDate, id, paise, signedPaise } from '../envelope/shapes.js';
import { tender } from './payment.events.js';

/** Which day of which outlet; today and all outlets that the caller may enter unless said. */
export const dailyStatsQuery = z.strictObject({ date: businessDate.optional(), outlet: id.optional() });
export type DailyStatsQuery = z.output<typeof dailyStatsQuery>;

const moved = {
  payments: z.number().int(),
  /** What arrived, with tips. */
  captured: paise,
  /** Less what of them went back, also of tips of another day. */
  tips: signedPaise,
  refunds: z.number().int(),
  /** Less what came back of refunds, also of those of another day. */
  refunded: signedPaise,
  /** Captured less refunded. */
  net: signedPaise,
};

/** The money of one business day: what moved on it, whatever day it was asked for. */
export const dailyStatsView = z.object({
  date: businessDate,
  /** Null: all outlets that the reader may enter. */
  outletId: id.nullable(),
  currency: z.literal('INR'),
  tenders: z.array(z.object({ tender, ...moved })),
  ...moved,
  /** Money that fits nothing and that a person must look at, less what of it went back. */
  quarantined: signedPaise,
  /** Drawers of that day; over-short is what was counted less what was expected of those that are closed. */
  drawers: z.object({ open: z.number().int(), closed: z.number().int(), overShort: signedPaise }),
});
export type DailyStatsView = z.output<typeof dailyStatsView>;
