import type { RefusalCode } from './generated/api.js';

/** What goes wrong before an answer is there; `status` is 0 then. `SIGNED_OUT`: nobody is signed in any more, ask them to. */
export type LocalCode = 'NETWORK' | 'TIMEOUT' | 'ABORTED' | 'UNREADABLE_ANSWER' | 'SIGNED_OUT';

/** Codes are stable; a newer Chowk may know more of them, so a `switch` needs its `default`. */
export type ErrorCode = RefusalCode | LocalCode | (string & Record<never, never>);

export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** HTTP status, also of what is refused over a socket; 0 without an answer. */
  readonly status?: number;
  readonly details?: unknown;
  readonly call?: string | undefined;
  readonly requestId?: string | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** The one error of this library: a refusal of Chowk, or why none was heard. */
export class ChowkError extends Error {
  override readonly name = 'ChowkError';
  readonly code: ErrorCode;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** What the code says about the matter: faults by path, what is out of stock, the new quote ... */
  readonly details: unknown;
  /** Which call it was: `POST /api/v1/orders`; undefined of screens and sign-ins that ended. */
  readonly call: string | undefined;
  /** Names the call in Chowk's logs; tell it when you ask for help. */
  readonly requestId: string | undefined;
  /** Seconds to wait before the call may be repeated. */
  readonly retryAfter: number | undefined;

  constructor({ code, message, status = 0, details, call, requestId, retryAfter, cause }: Refusal) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.details = details;
    this.call = call;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }
}

/** Whether it is a {@link ChowkError}, of that code if one is named. */
export function isChowkError(error: unknown, code?: ErrorCode): error is ChowkError {
  return error instanceof ChowkError && (code === undefined || error.code === code);
}
