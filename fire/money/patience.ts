import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../../tools/field/people.ts';

/** Longest that an answer is asked for: a call that died leaves its key leased for 30 s, and a service has to come back. */
const longestMs = 90_000;
const pauseMs = 150;

/** How often calls had to be repeated, by what came instead of a decision. */
export class Repeats {
  private readonly counts = new Map<string, number>();

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, one) => sum + one, 0);
  }

  /** `503 SERVICE_UNAVAILABLE x 12, cut x 3`. */
  toString(): string {
    return [...this.counts].map(([what, times]) => `${what} x ${times}`).join(', ') || 'none';
  }
}

/**
 * Makes a call again with the same key until it is decided, as a client does: a cut line, 429, 5xx, and a first call that still runs decide
 * nothing. Throws when nothing was decided within 90 s.
 */
export async function untilDecided(call: () => Promise<Answer>, repeats: Repeats = new Repeats()): Promise<Answer> {
  const end = performance.now() + longestMs;
  for (;;) {
    const answer = await call().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    if (!(answer instanceof Error) && !isUndecided(answer)) return answer;
    const what = answer instanceof Error ? 'cut' : `${answer.status} ${answer.code ?? ''}`.trim();
    repeats.count(what);
    if (performance.now() > end)
      throw new Error(`Not decided within 90 s: ${what} ${answer instanceof Error ? answer.message : ''}`);
    await pause(pauseMs);
  }
}

/** Whether the answer asks for the same call again. */
export function isUndecided({ status, code }: Answer): boolean {
  return status === 429 || status >= 500 || code === 'IDEMPOTENCY_IN_PROGRESS';
}
