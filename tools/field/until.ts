import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks until there is an answer that is not undefined, null or false. After `seconds` it throws what never came true, with what the last
 * failed try said.
 */
export async function until<Found>(
  reason: string,
  seconds: number,
  probe: () => Promise<Found | undefined | null | false> | Found | undefined | null | false,
  everyMs = 25,
): Promise<Found> {
  const end = performance.now() + seconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found !== undefined && found !== null && found !== false) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) break;
    await pause(everyMs);
  }
  const said = last === undefined ? '' : `: ${last instanceof Error ? last.message : String(last)}`;
  throw new Error(`${reason}: never within ${seconds} s${said}`, { cause: last });
}
