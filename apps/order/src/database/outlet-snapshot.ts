import type { OutletState } from '@chowk/contracts';
import type { z } from 'zod';

/** An outlet as auth told us. */
export type OutletSnapshot = z.output<typeof OutletState.schema>;
