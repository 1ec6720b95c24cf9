import { config } from '@chowk/kit';
import { z } from 'zod';

/** The environment of the payment service beside the kit's own. */
export const paymentConfig = config({
  RAZORPAY_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.razorpay.com')
    .describe('Where Razorpay answers; a simulator in tests.'),
  CREDENTIAL_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}=?$/, '32 bytes in base64url')
    .meta({
      description: 'Encrypts the provider credentials of tenants at rest.',
      examples: ['43 characters of base64url: 32 random bytes'],
    }),
  PROVIDER_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(4_500)
    .default(4_000)
    .describe('Milliseconds that all calls to a provider for one answer of ours may take together.'),
  SWEEP_SECONDS: z.coerce
    .number()
    .min(0.05)
    .max(600)
    .default(5)
    .describe(
      'Seconds between looks for lost work: webhooks not processed, refunds not confirmed, payments not heard of.',
    ),
});

const demoKey = (what: string, example: string) =>
  z
    .string()
    .optional()
    .meta({
      description: `${what} of a demo tenant at Razorpay; without all three it takes no payments.`,
      examples: [example],
    });

/** What the command `seed` reads to connect the demo tenants to Razorpay, each with its own keys. */
export const demoRazorpayConfig = config({
  DEMO_RAZORPAY_KEY_ID_INTELLIDINE: demoKey('Public key', 'rzp_test_a1B2c3D4'),
  DEMO_RAZORPAY_KEY_SECRET_INTELLIDINE: demoKey('Secret', 'from the dashboard of Razorpay'),
  DEMO_RAZORPAY_WEBHOOK_SECRET_INTELLIDINE: demoKey('Secret of webhooks', 'from the dashboard of Razorpay'),
  DEMO_RAZORPAY_KEY_ID_LAFETE365: demoKey('Public key', 'rzp_test_a1B2c3D4'),
  DEMO_RAZORPAY_KEY_SECRET_LAFETE365: demoKey('Secret', 'from the dashboard of Razorpay'),
  DEMO_RAZORPAY_WEBHOOK_SECRET_LAFETE365: demoKey('Secret of webhooks', 'from the dashboard of Razorpay'),
});
