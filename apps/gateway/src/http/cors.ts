import type { IncomingMessage } from 'node:http';
import type { TenantBook } from '../events/tenant-book.js';

const exposed =
  'ETag, Idempotency-Replayed, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id';
const sent =
  'Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Prefer, Traceparent, X-Api-Key, X-Request-Id, X-Tenant-Id';
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE';

/** Seconds a browser may remember the answer to a preflight. */
const preflightAge = '600';

/** Whether a browser asks if it may ask. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** What a preflight is answered: yes to origins that any tenant lists, since a preflight cannot say for which tenant it is. */
export function preflightHeaders({ headers }: IncomingMessage, tenants: TenantBook): Readonly<Record<string, string>> {
  if (headers.origin === undefined || !tenants.anyAllows(headers.origin)) return {};
  return {
    'access-control-allow-origin': headers.origin,
    'access-control-allow-methods': methods,
    'access-control-allow-headers': sent,
    'access-control-max-age': preflightAge,
  };
}

/**
 * What a public answer depends on beside the origin. Where no header names the tenant a token does, so that a cache must not give one
 * tenant's answer to the people of another.
 */
export function varyOfPublicAnswers({ headers }: IncomingMessage): string {
  const usual = 'Origin, X-Tenant-Id, Accept-Language';
  return headers['x-tenant-id'] === undefined ? `${usual}, Authorization` : usual;
}

/**
 * Lets a page read the answer, or not: pages of any tenant's origins may read why a call was refused, those of the tenant's own
 * origins what it was answered. Called again with a better judgement, the last one counts.
 */
export function judgeOrigin(
  { headers: { origin } }: IncomingMessage,
  answerHeaders: Record<string, string>,
  allows: (origin: string) => boolean,
): void {
  if (origin === undefined) return;
  if (allows(origin)) {
    answerHeaders['access-control-allow-origin'] = origin;
    answerHeaders['access-control-expose-headers'] = exposed;
  } else {
    Reflect.deleteProperty(answerHeaders, 'access-control-allow-origin');
    Reflect.deleteProperty(answerHeaders, 'access-control-expose-headers');
  }
}
