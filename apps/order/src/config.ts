import { config } from '@chowk/kit';
import { z } from 'zod';

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** A private key for ES256 as a JWK; its public half is published by auth under the same id. */
const signingKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
  x: coordinate,
  y: coordinate,
  d: coordinate,
});

/** The environment this service reads beside the kit's own. */
export const orderConfig = config({
  /** Signs the codes printed on tables; changing it makes all printed codes worthless. */
  TABLE_CODE_SECRET: z.string().min(32),
  /** Public address that a table's code is appended to: what a phone opens after scanning. */
  TABLE_URL: z.url({ protocol: /^https?$/ }),
  /** Signs the tokens of guests: a private JWK (ES256, with `kid`) as JSON. Changing it ends the visits of all guests. */
  GUEST_TOKEN_KEY: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(signingKey),
});
