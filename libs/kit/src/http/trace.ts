import { randomFillSync } from 'node:crypto';
import { newId } from '../ids/new-id.js';

const saneRequestId = /^[A-Za-z0-9._:-]{1,128}$/;
/** Random bytes are fetched for many traces at once: each fetch costs more than the bytes. */
const pool = Buffer.alloc(4096);
let offset = pool.length;

const wellFormed = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** The caller's request id when it is sane (1 to 128 of letters, digits, `.`, `_`, `:`, `-`), else a new one. */
export function requestIdFrom(given: string | undefined): string {
  return given !== undefined && saneRequestId.test(given) ? given : newId();
}

/** A span of our own in the caller's trace when its W3C traceparent is well formed, else in a new trace. */
export function continueTrace(given: string | undefined): string {
  const match = given === undefined ? null : wellFormed.exec(given);
  const traceId = match?.[1] ?? randomHex(16);
  return `00-${traceId}-${randomHex(8)}-${match?.[2] ?? '00'}`;
}

function randomHex(bytes: number): string {
  if (offset + bytes > pool.length) {
    randomFillSync(pool);
    offset = 0;
  }
  offset += bytes;
  return pool.toString('hex', offset - bytes, offset);
}
