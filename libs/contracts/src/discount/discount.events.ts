import { z } from 'zod';
import { event, state } from '../envelope/event.js';
import { fulfilment, paise } from '../envelope/shapes.js';

const facts = { topic: 'discount' };

const percentOrAmount = z.union([
  z.object({ percentBasisPoints: z.number().int().min(1).max(10_000) }),
  z.object({ amount: paise.min(1) }),
]);
const subject = z.union([
  z.object({ on: z.literal('ORDER') }),
  z.object({ on: z.literal('ITEMS'), itemIds: z.array(z.uuid()).min(1) }),
  z.object({ on: z.literal('CATEGORIES'), categoryIds: z.array(z.uuid()).min(1) }),
]);
const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const ruleHead = {
  id: z.uuid(),
  name: z.string().min(1).max(120),
  scope: z.enum(['ORDER', 'BILL']),
  /** Higher is tried first; ties by id. */
  priority: z.number().int().min(0).max(1000),
  stacking: z.enum(['EXCLUSIVE', 'STACKABLE']),
  /** Most that the rule gives in one order, in paise. */
  cap: paise.nullable(),
  minSubtotal: paise.nullable(),
  validFrom: z.iso.datetime().nullable(),
  validTo: z.iso.datetime().nullable(),
  outletIds: z.array(z.uuid()).nullable(),
  fulfilments: z.array(fulfilment).nullable(),
  active: z.boolean(),
};

export const timeBasedRule = z.object({
  ...ruleHead,
  kind: z.literal('TIME_BASED'),
  /** Local days (1 = Monday) and times of the outlet; `to` before `from` passes midnight. */
  weekdays: z.array(z.number().int().min(1).max(7)).min(1),
  from: localTime,
  to: localTime,
  subject,
  gives: percentOrAmount,
});
export const volumeRule = z.object({
  ...ruleHead,
  kind: z.literal('VOLUME'),
  subject,
  /** So many of the subject in one order ... */
  quantity: z.number().int().min(2).max(1000),
  /** ... give this off all of them, or this many of the cheapest free. */
  gives: z.union([percentOrAmount, z.object({ freeCheapest: z.number().int().min(1).max(100) })]),
});
export const discountRule = z.discriminatedUnion('kind', [timeBasedRule, volumeRule]);
export type DiscountRule = z.output<typeof discountRule>;

export const RuleState = state('discount.rule.state.v1', {
  topic: 'discount.rule.state',
  tells: 'A discount rule as it is now.',
  schema: z.object({ rule: discountRule, removed: z.boolean() }),
});

/** Uses that a coupon has; null: without that limit. */
const couponLimits = z.object({
  total: z.number().int().min(1).nullable(),
  perCustomer: z.number().int().min(1).nullable(),
  /** Most that all its uses may give together, in paise. */
  budget: paise.min(1).nullable(),
});

/** Off for those who name its code, in force at all hours of its validity. */
export const coupon = z.object({
  ...ruleHead,
  code: z.string().regex(/^[A-Z0-9-]{3,32}$/),
  subject,
  gives: percentOrAmount,
  limits: couponLimits,
});
export type Coupon = z.output<typeof coupon>;

export const CouponState = state('discount.coupon.state.v1', {
  topic: 'discount.coupon.state',
  tells: 'A coupon as it is now; how often it was used is known to discount alone.',
  schema: z.object({ coupon, removed: z.boolean() }),
});

export const DiscountRedeemed = event('discount.redeemed.v1', {
  ...facts,
  tells: 'An order made use of discounts. The redemption has the id of the order.',
  schema: z.object({
    orderId: z.uuid(),
    outletId: z.uuid(),
    rules: z.array(z.object({ ruleId: z.uuid(), amount: paise })),
    coupon: z.object({ couponId: z.uuid(), code: z.string(), amount: paise }).nullable().optional(),
    amount: paise,
  }),
});
export const DiscountRefused = event('discount.refused.v1', {
  ...facts,
  tells: 'A limit was reached; the order cannot have the discount.',
  schema: z.object({
    orderId: z.uuid(),
    outletId: z.uuid(),
    code: z.string(),
    details: z.array(z.record(z.string(), z.unknown())),
  }),
});
export const DiscountReleased = event('discount.released.v1', {
  ...facts,
  tells: 'A discount can be used again since its order came to nothing.',
  schema: z.object({ orderId: z.uuid(), outletId: z.uuid() }),
});
