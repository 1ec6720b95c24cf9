import { bodyOf, fieldOf, nameOf, retryAfterOf, textOf } from './answer.js';
import { ChowkError } from './chowk-error.js';
import { aborted, pause } from './pause.js';

/** How long and how often a call is tried. */
export interface Patience {
  /** Attempts in all. */
  readonly attempts: number;
  /** No attempt begins later than this after the first (ms). */
  readonly budgetMs: number;
  /** Longest wait for one attempt (ms). */
  readonly timeoutMs: number;
  /** Pause before the second attempt (ms), twice as long before each one after, in part by chance; `Retry-After` goes before. */
  readonly firstPauseMs: number;
  /** Longest such pause (ms). */
  readonly longestPauseMs: number;
}

export type Fetch = (request: Request, init: { signal: AbortSignal }) => Promise<Response>;

export interface Sending {
  readonly fetch: Fetch;
  readonly patience: Patience;
  /** Whether the call may be repeated: it reads, or has an Idempotency-Key. */
  readonly mayRepeat: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Statuses of answers that do not say what became of the call, or that it was not begun. */
const unsettled: ReadonlySet<number> = new Set([502, 503, 504]);
const withoutBody: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Sends a call until it is answered, as often as patience lasts. Repeats broken connections, time-outs, 502, 503, 504 and
 * IDEMPOTENCY_IN_PROGRESS; every other answer is one. Rejects with NETWORK, TIMEOUT or ABORTED.
 */
export async function sendPatiently(request: Request, sending: Sending): Promise<Response> {
  const { patience, mayRepeat, signal } = sending;
  const until = performance.now() + patience.budgetMs;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await once(request, sending).catch((error: unknown) => asError(error));
    const waitMs = mayRepeat && attempt < patience.attempts ? await waitAfter(outcome, attempt, patience) : undefined;
    if (waitMs === undefined || performance.now() + waitMs > until) {
      if (outcome instanceof ChowkError) throw outcome;
      return outcome;
    }
    await pause(waitMs, signal);
  }
}

/** One attempt, with its whole body: a connection that breaks in the middle of an answer breaks here. */
async function once(request: Request, { fetch, patience, signal }: Sending): Promise<Response> {
  const timeout = AbortSignal.timeout(patience.timeoutMs);
  try {
    if (signal?.aborted) throw aborted(signal);
    const response = await fetch(request.clone(), { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    const { status, statusText, headers } = response;
    const bytes = await response.arrayBuffer();
    return new Response(withoutBody.has(status) ? null : bytes, { status, statusText, headers });
  } catch (cause) {
    if (signal?.aborted) throw aborted(signal);
    const call = nameOf(request);
    if (timeout.aborted)
      throw new ChowkError({ code: 'TIMEOUT', message: `No answer in ${patience.timeoutMs} ms.`, call, cause });
    throw new ChowkError({ code: 'NETWORK', message: 'The connection failed.', call, cause });
  }
}

function asError(error: unknown): ChowkError {
  if (error instanceof ChowkError) return error;
  throw error;
}

/** Milliseconds until the next attempt; undefined for an answer that stands. */
async function waitAfter(
  outcome: Response | ChowkError,
  attempt: number,
  { firstPauseMs, longestPauseMs }: Patience,
): Promise<number | undefined> {
  const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
  const backoff = longest * (0.5 + Math.random() / 2);
  if (outcome instanceof ChowkError) return outcome.code === 'ABORTED' ? undefined : backoff;
  if (!unsettled.has(outcome.status) && !(await isUnderWay(outcome))) return undefined;
  const asked = retryAfterOf(outcome.headers, Date.now());
  return asked === undefined ? backoff : asked * 1_000;
}

async function isUnderWay(response: Response): Promise<boolean> {
  if (response.status !== 409) return false;
  const body = await bodyOf(response.clone());
  return textOf(fieldOf(body, 'error'), 'code') === 'IDEMPOTENCY_IN_PROGRESS';
}
