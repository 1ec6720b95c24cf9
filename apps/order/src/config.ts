import { config } from '@chowk/kit';
import { z } from 'zod';

/** The environment this service reads beside the kit's own. */
export const orderConfig = config({
  /** Signs the codes printed on tables; changing it makes all printed codes worthless. */
  TABLE_CODE_SECRET: z.string().min(32),
  /** Public address that a table's code is appended to: what a phone opens after scanning. */
  TABLE_URL: z.url({ protocol: /^https?$/ }),
});
