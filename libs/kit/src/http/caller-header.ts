import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

/** The one header in which the gateway tells services who is at the other end of the line. */
export const callerHeader = 'x-chowk-caller';

/** Seconds a signed header is believed, either way; the clocks of two machines may differ by that much. */
const maximalAge = 60;

export interface Caller {
  /** Real address of the caller. */
  readonly peer: string;
  readonly requestId: string;
  /** When it was signed, in milliseconds since 1970. */
  readonly at: number;
}

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
  const said: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
  return isCaller(said) && Math.abs(now - said.at) <= maximalAge * 1000 ? said : undefined;
}

/** By hand: what is signed was written by {@link signCaller}, and a schema costs more than the signature. */
function isCaller(said: unknown): said is Caller {
  if (typeof said !== 'object' || said === null || Object.keys(said).length !== 3) return false;
  const isText = (value: unknown, longest: number) =>
    typeof value === 'string' && value.length > 0 && value.length <= longest;
  return (
    'peer' in said &&
    isText(said.peer, 64) &&
    'requestId' in said &&
    isText(said.requestId, 128) &&
    'at' in said &&
    Number.isSafeInteger(said.at)
  );
}

/** The secret as a key, made once: there is one in a process, a few in tests. */
const keys = new Map<string, KeyObject>();

function keyOf(secret: string): KeyObject {
  let key = keys.get(secret);
  if (!key) keys.set(secret, (key = createSecretKey(secret, 'utf8')));
  return key;
}

function signatureOf(body: string, secret: string): Buffer {
  return createHmac('sha256', keyOf(secret)).update(body).digest();
}
