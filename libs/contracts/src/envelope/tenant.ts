import { z } from 'zod';
import { state } from './event.js';
import { basisPoints } from './shapes.js';

export const capabilities = [
  'dine-in',
  'takeaway',
  'delivery',
  'slots',
  'kitchen',
  'inventory',
  'loyalty',
  'wallet',
  'partners',
  'content',
  'booking',
] as const;
export type Capability = (typeof capabilities)[number];

/** How a tenant is paid per way of fulfilment. */
export const paymentTiming = z.enum(['PREPAID', 'PAY_LATER']);

export const taxRegistration = z.object({
  id: z.uuid(),
  gstin: z.string().length(15).nullable(),
  /** State by its GST number, `29` = Karnataka. */
  stateCode: z.string().length(2),
  regime: z.enum(['REGULAR', 'SPECIFIED_PREMISES', 'COMPOSITION', 'UNREGISTERED']),
  legalName: z.string(),
  fssai: z.string().length(14).nullable(),
});

/** What every service must know of a tenant: its own copy answers public calls and says how to behave. */
export const TenantState = state('auth.tenant.state.v1', {
  topic: 'auth.tenant.state',
  tells: 'A tenant as it is now: slug, status, capabilities, settings.',
  schema: z.object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    status: z.enum(['ACTIVE', 'SUSPENDED']),
    capabilities: z.array(z.enum(capabilities)),
    currency: z.literal('INR'),
    timeZone: z.string(),
    languages: z.array(z.string()).min(1),
    origins: z.array(z.string()),
    pricesIncludeTax: z.boolean(),
    orderNumberPrefix: z.string(),
    taxRegistrations: z.array(taxRegistration),
    settings: z.object({
      paymentTiming: z.partialRecord(z.string(), paymentTiming),
      unpaidExpiryMinutes: z.number().int(),
      latePayment: z.enum(['REVIVE_IF_STOCK', 'REFUND']),
      tablePolicy: z.enum(['NONE', 'PIN', 'STAFF_APPROVES_FIRST_ORDER']),
      otpPerAddressPerHour: z.number().int(),
      /** Offered to guests, never added unasked; null or absent: this business takes none. */
      serviceCharge: z
        .object({ basisPoints: basisPoints.min(1), taxRateBasisPoints: basisPoints })
        .nullable()
        .optional(),
    }),
  }),
});
export type Tenant = z.output<typeof TenantState.schema>;
