import { z } from 'zod';
import { fulfilment, id, paise, signedPaise } from '../envelope/shapes.js';
import { coupon, timeBasedRule, volumeRule } from './discount.events.js';

const named = { id: true } as const;
const defaults = {
  scope: z.enum(['ORDER', 'BILL']).default('ORDER'),
  priority: z.number().int().min(0).max(1000).default(100),
  stacking: z.enum(['EXCLUSIVE', 'STACKABLE']).default('STACKABLE'),
  cap: paise.nullable().default(null),
  minSubtotal: paise.nullable().default(null),
  validFrom: z.iso.datetime().nullable().default(null),
  validTo: z.iso.datetime().nullable().default(null),
  outletIds: z.array(id).min(1).max(500).nullable().default(null),
  fulfilments: z.array(fulfilment).min(1).nullable().default(null),
  active: z.boolean().default(true),
};

const amountOff = [
  z.strictObject({ percentBasisPoints: z.number().int().min(1).max(10_000) }),
  z.strictObject({ amount: paise.min(1) }),
] as const;
const subject = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('ORDER') }),
  z.strictObject({ on: z.literal('ITEMS'), itemIds: z.array(id).min(1).max(500) }),
  z.strictObject({ on: z.literal('CATEGORIES'), categoryIds: z.array(id).min(1).max(100) }),
]);

/** A rule as staff write it; what is left out restricts nothing. */
export const addRuleBody = z.discriminatedUnion('kind', [
  timeBasedRule
    .omit(named)
    .extend({ ...defaults, subject, gives: z.union(amountOff) })
    .strict(),
  volumeRule
    .omit(named)
    .extend({
      ...defaults,
      subject,
      gives: z.union([...amountOff, z.strictObject({ freeCheapest: z.number().int().min(1).max(100) })]),
    })
    .strict(),
]);
export type AddRuleBody = z.output<typeof addRuleBody>;

/** What can be changed without writing another rule. */
export const changeRuleBody = z.strictObject({
  name: z.string().min(1).max(120).optional(),
  active: z.boolean().optional(),
  priority: z.number().int().min(0).max(1000).optional(),
  cap: paise.nullable().optional(),
  minSubtotal: paise.nullable().optional(),
  validFrom: z.iso.datetime().nullable().optional(),
  validTo: z.iso.datetime().nullable().optional(),
});
export type ChangeRuleBody = z.output<typeof changeRuleBody>;

const versioned = { version: z.number().int() };
export const ruleAnswer = z.discriminatedUnion('kind', [timeBasedRule.extend(versioned), volumeRule.extend(versioned)]);
export type RuleAnswer = z.output<typeof ruleAnswer>;

/** A coupon's code as people type it: in any case, with blanks around it. */
export const couponCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9-]{3,32}$/, 'letters, digits and hyphens, 3 to 32 of them');

/**
 * Why a coupon is refused, in `reason` of the details of COUPON_REFUSED beside its `code`: nobody knows it, or it does not fit
 * the cart (as rules say it), or it is used up.
 */
export const couponObstacle = z.enum([
  'UNKNOWN',
  'NOT_ACTIVE',
  'OTHER_SCOPE',
  'NOT_VALID_NOW',
  'OTHER_OUTLET',
  'OTHER_FULFILMENT',
  'OTHER_TABLE_AREA',
  'OUTSIDE_HOURS',
  'BELOW_MINIMUM',
  'ALREADY_GRANTED',
  'EXCLUDED',
  'NO_MATCHING_LINE',
  'NOT_ENOUGH_UNITS',
  'NOTHING_LEFT',
  'SIGN_IN_REQUIRED',
  'USED_UP',
  'ALREADY_USED',
  'BUDGET_SPENT',
]);
export type CouponObstacle = z.output<typeof couponObstacle>;

const uses = z.number().int().min(1).max(1_000_000);
const newLimits = {
  total: uses.nullable().default(null),
  perCustomer: uses.nullable().default(null),
  budget: paise.min(1).nullable().default(null),
};
const noLimits = { total: null, perCustomer: null, budget: null };

/**
 * A coupon as staff write it: one with a `code`, or as many as `count` says with codes made of `prefix` and random letters, each
 * with the limits for itself.
 */
export const addCouponBody = z
  .strictObject({
    code: couponCode.optional(),
    count: z.number().int().min(1).max(500).optional(),
    prefix: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z0-9-]{1,20}$/, 'letters, digits and hyphens, at most 20')
      .optional(),
    name: z.string().min(1).max(120),
    ...defaults,
    scope: z.literal('ORDER').default('ORDER'),
    subject,
    gives: z.union(amountOff),
    limits: z.strictObject(newLimits).default(noLimits),
  })
  .refine(({ code, count }) => (code === undefined) !== (count === undefined), {
    path: ['code'],
    message: 'either a code, or a count of codes to make',
  })
  .refine(({ prefix, count }) => prefix === undefined || count !== undefined, {
    path: ['prefix'],
    message: 'goes with a count of codes to make',
  });
export type AddCouponBody = z.output<typeof addCouponBody>;

/** What can be changed without writing another coupon; a limit that is left out stays. */
export const changeCouponBody = changeRuleBody.extend({
  limits: z
    .strictObject({
      total: uses.nullable().optional(),
      perCustomer: uses.nullable().optional(),
      budget: paise.min(1).nullable().optional(),
    })
    .optional(),
});
export type ChangeCouponBody = z.output<typeof changeCouponBody>;

export const couponAnswer = coupon.extend({
  ...versioned,
  /** Orders that use it now, and what they got by it in paise. */
  uses: z.number().int().min(0),
  given: paise,
});
export type CouponAnswer = z.output<typeof couponAnswer>;

export const calculateBody = z.strictObject({
  outletId: id,
  fulfilment,
  couponCode: couponCode.optional(),
  lines: z
    .array(
      z.strictObject({
        itemId: id,
        variantId: id.optional(),
        modifiers: z
          .array(z.strictObject({ modifierId: id, quantity: z.number().int().min(1).max(20).default(1) }))
          .max(30)
          .default([]),
        quantity: z.number().int().min(1).max(10_000),
      }),
    )
    .min(1)
    .max(100),
});
export type CalculateBody = z.output<typeof calculateBody>;

/** What a cart would cost with today's rules, and why: every rule with what it gave or what stood in its way. */
export const calculation = z.object({
  currency: z.literal('INR'),
  subtotal: paise,
  discount: paise,
  tax: paise,
  roundOff: signedPaise,
  /** What the customer pays, rounded to the rupee. */
  payable: paise,
  lines: z.array(
    z.object({ lineIndex: z.number().int(), itemId: id, gross: paise, discount: paise, tax: paise, total: paise }),
  ),
  rules: z.array(
    z.object({
      ruleId: id,
      name: z.string(),
      applied: z.boolean(),
      amount: paise,
      /** Why it gave nothing; null for one that gave something. */
      obstacle: z.string().nullable(),
    }),
  ),
  /** What became of the coupon that was named; null when none was. */
  coupon: z
    .object({
      code: z.string(),
      applied: z.boolean(),
      amount: paise,
      /** Why it gave nothing; null for one that gave something. */
      reason: couponObstacle.nullable(),
    })
    .nullable(),
  trace: z.array(
    z.object({
      step: z.string(),
      subject: z.string(),
      text: z.string(),
      amount: signedPaise,
      before: signedPaise,
      after: signedPaise,
    }),
  ),
});
export type Calculation = z.output<typeof calculation>;
