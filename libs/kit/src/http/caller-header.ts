import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** The one header in which the gateway tells services who is at the other end of the line. */
export const callerHeader = 'x-chowk-caller';

/** Seconds a signed header is believed, either way; the clocks of two machines may differ by that much. */
const maximalAge = 60;

const caller = z.strictObject({
  /** Real address of the caller. */
  peer: z.string().min(1).max(64),
  requestId: z.string().min(1).max(128),
  /** When it was signed, in milliseconds since 1970. */
  at: z.number().int(),
});
export type Caller = z.output<typeof caller>;

/** `<base64url JSON>.<base64url HMAC-SHA256>`, for the header {@link callerHeader}. */
export function signCaller(value: Caller, secret: string): string {
  const body = Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${body}.${signatureOf(body, secret).toString('base64url')}`;
}

/** What the gateway said, or undefined for a header that it did not sign or signed more than a minute ago. */
export function verifyCaller(header: string, secret: string, now: number = Date.now()): Caller | undefined {
  const [body, signature, ...rest] = header.split('.');
  if (body === undefined || signature === undefined || rest.length > 0) return undefined;
  const given = Buffer.from(signature, 'base64url');
  const expected = signatureOf(body, secret);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const parsed = caller.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  if (!parsed.success || Math.abs(now - parsed.data.at) > maximalAge * 1000) return undefined;
  return parsed.data;
}

function signatureOf(body: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(body).digest();
}
