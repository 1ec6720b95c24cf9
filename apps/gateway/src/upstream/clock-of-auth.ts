import { clockOffsetHeader, every, type Clock, type Log } from '@chowk/kit';

const everyMs = 1_000;
const timeoutMs = 2_000;

/**
 * Follows the clock of auth within a second or two, so that tokens are judged by the time they were signed at; returns how to stop. For clocks
 * that may move: those of the local and test profiles. While auth is away the last offset stays.
 */
export function followClockOfAuth(clock: Clock, jwksUrl: string, log: Log): () => Promise<void> {
  const read = async (): Promise<void> => {
    const signal = AbortSignal.timeout(timeoutMs);
    const { ok, headers } = await fetch(jwksUrl, { method: 'HEAD', signal, redirect: 'error' });
    const offsetMs = Number(headers.get(clockOffsetHeader) ?? 0);
    if (ok && Number.isSafeInteger(offsetMs)) clock.setOffset(offsetMs);
  };
  return every(everyMs, read, (error) => log.debug('the clock of auth could not be read', { error }));
}
