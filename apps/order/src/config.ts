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
  TABLE_CODE_SECRET: z
    .string()
    .min(32)
    .meta({
      description:
        'Signs the codes printed on tables; changing it makes all printed codes worthless. At least 32 characters.',
      examples: ['48 random characters'],
    }),
  TABLE_URL: z.url({ protocol: /^https?$/ }).meta({
    description: 'Public address that the code of a table is appended to: what a phone opens after scanning.',
    examples: ['https://order.example.com/t/'],
  }),
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
    .pipe(signingKey)
    .meta({
      description:
        'Signs the tokens of guests: a private JWK (ES256, with `kid`) as JSON. Changing it ends the visits of all guests.',
      examples: ['{"kty":"EC","crv":"P-256","kid":"guests-1","x":"...","y":"...","d":"..."}'],
    }),
});
