import { config } from '@chowk/kit';
import { z } from 'zod';

/** The environment of the payment service beside the kit's own. */
export const paymentConfig = config({
  RAZORPAY_URL: z.url({ protocol: /^https?$/ }).default('https://api.razorpay.com'),
  /** Encrypts tenants' provider credentials at rest: 32 bytes in base64url. */
  CREDENTIAL_SECRET: z.string().regex(/^[A-Za-z0-9_-]{43}=?$/, '32 bytes in base64url'),
  /** Longest that all calls to a provider for one answer of ours may take together. */
  PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(100).max(4_500).default(4_000),
  /** How often lost work is looked for: webhooks not processed, refunds not confirmed, payments not heard of. */
  SWEEP_SECONDS: z.coerce.number().min(0.05).max(600).default(5),
});
