import { ChowkError } from './chowk-error.js';

/** Waits; rejects with ABORTED as soon as the signal says so. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(signal));
    const stop = () => {
      clearTimeout(timer);
      if (signal) reject(aborted(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** What a call that its caller gave up rejects with. */
export function aborted(signal: AbortSignal): ChowkError {
  return new ChowkError({ code: 'ABORTED', message: 'The call was given up.', cause: signal.reason });
}
