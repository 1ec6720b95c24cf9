import type { ConfigOf, Profile } from '@chowk/kit';
import type { gatewayConfig } from '../config.js';
import type { UpstreamBounds } from '../upstream/upstreams.js';
import type { LoadBounds } from './adaptive-limit.js';

/** Where nothing is configured: a service of two cores answers some 60 orders a second, so that 32 in flight are half a second of work. */
const strict = { floor: 32, ceiling: 250, mostEach: 250 };

/** On a developer's machine and in tests hundreds press a button in the same moment, and all shall hear what became of it. */
const loose = { floor: 1_000, ceiling: 1_000, mostEach: 1_000 };

/** How much this instance lets in: what is configured, else what the profile says. */
export function loadBoundsOf(
  settings: ConfigOf<typeof gatewayConfig>,
  profile: Profile,
): { readonly load: LoadBounds; readonly upstreams: UpstreamBounds } {
  const usual = profile === 'local' || profile === 'test' ? loose : strict;
  const floor = settings.LOAD_FLOOR ?? usual.floor;
  return {
    load: {
      floor,
      ceiling: Math.max(floor, settings.LOAD_CEILING ?? usual.ceiling),
      targetMs: settings.LOAD_TARGET_MS,
      loopDelayMs: settings.LOAD_LOOP_DELAY_MS,
    },
    upstreams: {
      mostInAll: settings.MAX_IN_FLIGHT,
      mostEach: settings.MAX_IN_FLIGHT_PER_SERVICE ?? usual.mostEach,
    },
  };
}
