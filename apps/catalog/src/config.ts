import { config } from '@chowk/kit';
import { z } from 'zod';

/** The environment of catalog beside the kit's. */
export const catalogConfig = config({
  /** Phones that may follow the menu's availability on one instance at a time; each costs a connection and little else. */
  MENU_STREAMS_MOST: z.coerce.number().int().min(1).max(100_000).default(5_000),
  /** A silent stream is cut by proxies: so often it says that it is still there, in milliseconds. */
  MENU_STREAM_HEARTBEAT_MS: z.coerce.number().int().min(50).max(60_000).default(15_000),
});
