import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** Longest wait in milliseconds; 20,000 unless said. */
  readonly timeout?: number;
  /** Pause between two probes in milliseconds; 20 unless said. */
  readonly interval?: number;
}

/**
 * Waits until `probe` neither throws nor answers false, null or undefined, and answers what it did. A time-out throws
 * what never came true, with the last failure or answer as the reason.
 */
export async function eventually<Answer>(
  reason: string,
  probe: () => Answer | Promise<Answer>,
  { timeout = 20_000, interval = 20 }: Patience = {},
): Promise<Exclude<NonNullable<Answer>, false>> {
  const until = performance.now() + timeout;
  let last: unknown;
  do {
    try {
      const answer = await probe();
      if (answer !== false && answer !== null && answer !== undefined)
        return answer as Exclude<NonNullable<Answer>, false>;
      last = `it answered ${String(answer)}`;
    } catch (error) {
      last = error;
    }
    await pause(interval);
  } while (performance.now() < until);
  const said = last instanceof Error ? last.message : String(last);
  throw new Error(`Never came true within ${timeout} ms: ${reason}. Last: ${said}`, { cause: last });
}
