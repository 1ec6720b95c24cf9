import { z } from 'zod';
import { businessDate, id, instant, paise, signedPaise, text } from '../envelope/shapes.js';

export const drawerStatus = z.enum(['OPEN', 'CLOSED']);

/** What moves cash: `FLOAT` is what the shift began with, `SALE` what customers paid, `REFUND` what they got back. */
export const drawerMovementKind = z.enum(['FLOAT', 'SALE', 'REFUND', 'PAY_IN', 'PAY_OUT', 'DROP']);
export type DrawerMovementKind = z.output<typeof drawerMovementKind>;

/** A shift begins: whoever calls is its cashier. */
export const openDrawerBody = z.strictObject({
  outletId: id,
  label: text(60).optional(),
  /** Change it begins with, in paise. */
  openingFloat: paise,
});
export type OpenDrawerBody = z.output<typeof openDrawerBody>;

/** Cash that moves without a customer: change brought (`PAY_IN`), an errand paid (`PAY_OUT`), notes put into the safe (`DROP`). */
export const moveCashBody = z.strictObject({
  kind: drawerMovementKind.extract(['PAY_IN', 'PAY_OUT', 'DROP']),
  amount: paise.min(1),
  reason: text(300),
});
export type MoveCashBody = z.output<typeof moveCashBody>;

/** What somebody counted in the drawer, in paise. */
export const closeDrawerBody = z.strictObject({ counted: paise });
export type CloseDrawerBody = z.output<typeof closeDrawerBody>;

/** Filters of GET /drawers, beside limit, cursor and count. */
export const drawerFilters = {
  status: drawerStatus.optional(),
  outlet: id.optional(),
  cashier: id.optional(),
  date: businessDate.optional(),
};

export const drawerView = z.object({
  id,
  version: z.number().int(),
  outletId: id,
  businessDate,
  label: z.string(),
  status: drawerStatus,
  cashierId: id,
  currency: z.literal('INR'),
  openingFloat: paise,
  /** What came in since, and what went out. */
  cashIn: paise,
  cashOut: paise,
  /** What must be in it: opening float + cash in - cash out. */
  expected: paise,
  /** What was in it when it was closed, and that less what was expected: negative is missing. */
  counted: paise.nullable(),
  difference: signedPaise.nullable(),
  closedBy: id.nullable(),
  openedAt: instant,
  closedAt: instant.nullable(),
  updatedAt: instant,
});
export type DrawerView = z.output<typeof drawerView>;

export const drawerMovementView = z.object({
  id,
  kind: drawerMovementKind,
  /** In paise; sales, pay-ins and the float come in, the others go out. */
  amount: paise,
  reason: z.string().nullable(),
  /** The payment that it took or gave back. */
  paymentId: id.nullable(),
  by: z.string(),
  businessDate,
  at: instant,
});
export type DrawerMovementView = z.output<typeof drawerMovementView>;

/** A drawer with all that moved in it, oldest first. */
export const drawerWithMovementsView = drawerView.extend({ movements: z.array(drawerMovementView) });
export type DrawerWithMovementsView = z.output<typeof drawerWithMovementsView>;
