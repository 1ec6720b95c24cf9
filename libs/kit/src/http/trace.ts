import { randomBytes } from 'node:crypto';
import { newId } from '../ids/new-id.js';

const saneRequestId = /^[A-Za-z0-9._:-]{1,128}$/;
const wellFormed = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** The caller's request id when it is sane (1 to 128 of letters, digits, `.`, `_`, `:`, `-`), else a new one. */
export function requestIdFrom(given: string | undefined): string {
  return given !== undefined && saneRequestId.test(given) ? given : newId();
}

/** A span of our own in the caller's trace when its W3C traceparent is well formed, else in a new trace. */
export function continueTrace(given: string | undefined): string {
  const match = given === undefined ? null : wellFormed.exec(given);
  const traceId = match?.[1] ?? randomBytes(16).toString('hex');
  return `00-${traceId}-${randomBytes(8).toString('hex')}-${match?.[2] ?? '00'}`;
}
