import type { Route } from '../route-table.js';
import type { Json } from './json.js';
import { exampleId } from './sample.js';

const header = (name: string, required: boolean, description: string, example: string): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
  example,
});

/** Headers of requests, written once in the document; the name is the one they are referred to by. */
export const requestHeaders = {
  TenantId: header('X-Tenant-Id', true, 'Slug or id of the tenant (the business).', 'intellidine'),
  RequestId: header(
    'X-Request-Id',
    false,
    'Id of this call, in log lines and events; made where none is sent.',
    'checkout-4711',
  ),
  AcceptLanguage: header(
    'Accept-Language',
    false,
    'Language of names, texts and messages, among those of the tenant; codes never change.',
    'hi-IN, en;q=0.8',
  ),
  IdempotencyKey: header(
    'Idempotency-Key',
    false,
    'A new UUID per intention, the same one with its retries; kept 72 h. A repetition gets the first answer.',
    exampleId('intention'),
  ),
  IdempotencyKeyRequired: header(
    'Idempotency-Key',
    true,
    'A new UUID per intention, the same one with its retries; kept 72 h. A repetition gets the first answer.',
    exampleId('intention'),
  ),
  IfMatch: header('If-Match', false, 'Version that was read; 412 when it is another one by now.', '"3"'),
  IfNoneMatch: header(
    'If-None-Match',
    false,
    'ETag of what is there already; 304 while it is still so.',
    'W/"menu-12"',
  ),
  Prefer: header(
    'Prefer',
    false,
    '`respond-async`: answer at once instead of when the work is settled.',
    'respond-async',
  ),
  LastEventId: header(
    'Last-Event-ID',
    false,
    'Where an event stream goes on: the id of the last event that was read.',
    '42',
  ),
  XRazorpaySignature: header('X-Razorpay-Signature', true, 'Signature over the very bytes of the body.', 'f3a9c1'),
  XRazorpayEventId: header(
    'X-Razorpay-Event-Id',
    false,
    'Id of the event at Razorpay: the same one is heard once.',
    'evt_1',
  ),
} as const satisfies Readonly<Record<string, Json>>;
export type RequestHeader = keyof typeof requestHeaders;

/** Headers that handlers read by themselves, as they name them. `accept` and `authorization` have places of their own in the document. */
const readByHandlers: Readonly<Record<string, RequestHeader>> = {
  prefer: 'Prefer',
  'last-event-id': 'LastEventId',
  'x-razorpay-signature': 'XRazorpaySignature',
  'x-razorpay-event-id': 'XRazorpayEventId',
};

/** Which headers a route honours. */
export function requestHeadersOf({ access, idempotency, honoursIfMatch, headers, succeeds }: Route): RequestHeader[] {
  return [
    ...(access.kind === 'public' ? (['TenantId'] as const) : []),
    ...(idempotency === 'required' ? (['IdempotencyKeyRequired'] as const) : []),
    ...(idempotency === 'accepted' ? (['IdempotencyKey'] as const) : []),
    ...(honoursIfMatch ? (['IfMatch'] as const) : []),
    ...(succeeds.includes('cached') ? (['IfNoneMatch'] as const) : []),
    ...headers.flatMap((name) => readByHandlers[name] ?? []),
    'AcceptLanguage',
    'RequestId',
  ];
}

const answered = (description: string, schema: Json, example: unknown): Json => ({ description, schema, example });
const text = { type: 'string' };
const count = { type: 'integer' };

/** Headers of answers, written once in the document. */
export const responseHeaders = {
  RequestId: answered('Id of this call: the one that was sent, or a new one.', text, 'checkout-4711'),
  Location: answered('Where it can be read from now on.', text, `/api/v1/orders/${exampleId('orderId')}`),
  ETag: answered('Validator for If-None-Match.', text, 'W/"menu-12"'),
  CacheControl: answered('What may be kept, and for how long.', text, 'public, max-age=0'),
  IdempotencyReplayed: answered('`true`: the answer of an earlier call with this key.', text, 'true'),
  RetryAfter: answered('Seconds to wait before the call is repeated.', count, 1),
  RateLimitLimit: answered('Calls that are allowed per window.', count, 300),
  RateLimitRemaining: answered('Calls that are left of them.', count, 0),
  RateLimitReset: answered('Seconds until there are new ones.', count, 12),
} as const satisfies Readonly<Record<string, Json>>;

const namesOfResponseHeaders = {
  RequestId: 'X-Request-Id',
  Location: 'Location',
  ETag: 'ETag',
  CacheControl: 'Cache-Control',
  IdempotencyReplayed: 'Idempotency-Replayed',
  RetryAfter: 'Retry-After',
  RateLimitLimit: 'RateLimit-Limit',
  RateLimitRemaining: 'RateLimit-Remaining',
  RateLimitReset: 'RateLimit-Reset',
} as const satisfies Readonly<Record<keyof typeof responseHeaders, string>>;
export type ResponseHeader = keyof typeof responseHeaders;

/** The headers of an answer, by reference. */
export function headersNamed(names: readonly ResponseHeader[]): Json {
  return Object.fromEntries(
    names.map((name) => [namesOfResponseHeaders[name], { $ref: `#/components/headers/${name}` }]),
  );
}
