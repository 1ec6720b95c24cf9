import { ZodError } from 'zod';
import { DomainError } from '../context/domain-error.js';

/** What a failed attempt asks for. */
export type Failure =
  /** The database does not answer: wait, the message is innocent. */
  | 'database-away'
  /** Somebody else held a row: try again at once. */
  | 'contention'
  /** Will fail again however often: a refusal by a rule. */
  | 'permanent'
  /** Anything else, most likely a bug: a few tries. */
  | 'unknown';

/** Lost or refused connections as Node and pg name them. */
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
/** SQLSTATE: connection exceptions, shutdown, too many connections, out of disk or memory, read-only stand-by, no such database or password. */
const awayState = /^(08|53|57P0[1-5]|25006|28|3D000)/;
/** SQLSTATE: serialization failure, deadlock, lock not available. */
const contentionState = /^(40001|40P01|55P03)$/;
/** pg's and its pool's own errors carry no code. */
const awayMessage =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|server closed the connection|Cannot use a pool after calling end|Query read timeout/i;

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Decides by the error and its causes, the outermost first. */
export function failureOf(error: unknown): Failure {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth++) {
    if (at instanceof DomainError) return 'permanent';
    const code = codeOf(at);
    if (contentionState.test(code)) return 'contention';
    if (awayState.test(code) || socketCodes.has(code) || awayMessage.test(at.message)) return 'database-away';
    if (at instanceof ZodError) return 'unknown';
    if (at instanceof AggregateError && at.errors.some((one) => failureOf(one) === 'database-away'))
      return 'database-away';
    if ('driverError' in at && at.driverError !== at && failureOf(at.driverError) !== 'unknown')
      return failureOf(at.driverError);
  }
  return 'unknown';
}

/** One line for a person, without the statement or its values. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 500);
  const first =
    error.stack
      ?.split('\n')
      .find((line) => line.includes(' at '))
      ?.trim() ?? '';
  return `${error.name}: ${error.message} ${first}`.trim().slice(0, 1000);
}
