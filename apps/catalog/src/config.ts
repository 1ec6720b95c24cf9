import { config } from '@chowk/kit';
import { z } from 'zod';

/** The environment of catalog beside the kit's. */
export const catalogConfig = config({
  MENU_STREAMS_MOST: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(5_000)
    .describe(
      'Phones that may follow the availability of the menu on one instance at a time; each costs a connection and little else.',
    ),
  MENU_STREAM_HEARTBEAT_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(15_000)
    .describe('Milliseconds after which a silent stream says that it is still there; proxies cut silent ones.'),
});
