import { socketLimits } from '@chowk/contracts';
import { config } from '@chowk/kit';
import { z } from 'zod';

/** The environment of notification beside the kit's. */
export const notificationConfig = config({
  TWILIO_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://api.twilio.com')
    .describe('Where Twilio answers; a simulator in tests.'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-zA-Z]{1,64}$/, 'an account SID of Twilio, AC...')
    .meta({ description: 'Account that messages are sent from.', examples: ['AC0123456789abcdef'] }),
  TWILIO_AUTH_TOKEN: z
    .string()
    .min(1)
    .meta({ description: 'Token of that account.', examples: ['32 characters from the console of Twilio'] }),
  TWILIO_FROM: z
    .string()
    .min(1)
    .meta({ description: 'Number or sender id that messages come from.', examples: ['+15005550006'] }),
  SMS_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(30_000)
    .default(5_000)
    .describe('Milliseconds that the SMS provider has for its answer.'),
  RESUME_HOURS: z.coerce
    .number()
    .int()
    .min(1)
    .max(240)
    .default(socketLimits.resumeHours)
    .describe('Hours for which a screen may be away and still go on where it was; then it loads anew.'),
  OTP_TRANSPORT_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, '32 bytes in base64url, 43 characters')
    .transform((text): Uint8Array => Buffer.from(text, 'base64url'))
    .meta({
      description: 'Shared with auth: opens what a one-time password travels in.',
      examples: ['43 characters of base64url: 32 random bytes'],
    }),
});
