import { every, type Log } from '@chowk/kit';
import type { Instance } from './instance.js';
import type { Upstreams } from './upstreams.js';

/** How often (ms) instances are looked at: well within the time in which one that leaves still serves. */
const everyMs = 1_000;
const patienceMs = 1_000;

/**
 * Looks at the instances of services that have several: finds those that are back, and those that are leaving before a call has to find it out.
 * A service of one instance is looked at by its calls alone. Returns how to stop.
 */
export function watchInstances(upstreams: Pick<Upstreams, 'pools'>, log: Log): () => Promise<void> {
  const watched = upstreams.pools().filter(({ hasSeveral }) => hasSeveral);
  if (watched.length === 0) return () => Promise.resolve();
  const look = async (): Promise<void> => {
    await Promise.all(
      watched.flatMap(({ name, instances }) =>
        instances.map(async (instance, index) => {
          const before = instance.state;
          await lookAt(instance);
          const { state } = instance;
          if (state !== before) log.info('an instance changed', { upstream: name, instance: index + 1, state });
        }),
      ),
    );
  };
  return every(everyMs, look, (error) => log.warn('instances could not be looked at', { error }));
}

async function lookAt(instance: Instance): Promise<void> {
  try {
    const answer = await fetch(`${instance.origin}/health/ready`, {
      signal: AbortSignal.timeout(patienceMs),
      redirect: 'error',
    });
    await answer.arrayBuffer();
    if (answer.ok) instance.welcome();
    else if (instance.state === 'serving') instance.leave();
  } catch (error) {
    // One that is merely slow goes on with its calls; their circuit judges it
    if (!isSlow(error)) instance.lose();
  }
}

function isSlow(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
