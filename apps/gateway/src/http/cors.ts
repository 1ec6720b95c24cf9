import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Tenant } from '@chowk/contracts';
import type { TenantBook } from '../events/tenant-book.js';

const exposed =
  'ETag, Idempotency-Replayed, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id';
const sent =
  'Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, X-Api-Key, X-Request-Id, X-Tenant-Id';
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE';

/** Seconds a browser may remember the answer to a preflight. */
const preflightAge = '600';

/** Whether a browser asks if it may ask. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** Answers a preflight: yes to origins that any tenant lists, since a preflight cannot say for which tenant it is. */
export function answerPreflight({ headers }: IncomingMessage, response: ServerResponse, tenants: TenantBook): void {
  response.statusCode = 204;
  response.setHeader('vary', 'Origin');
  if (headers.origin !== undefined && tenants.anyAllows(headers.origin)) {
    response.setHeader('access-control-allow-origin', headers.origin);
    response.setHeader('access-control-allow-methods', methods);
    response.setHeader('access-control-allow-headers', sent);
    response.setHeader('access-control-max-age', preflightAge);
  }
  response.end();
}

/** Lets a page of the tenant's own origins read the answer; pages of other origins get none of these headers. */
export function allowOrigin({ headers }: IncomingMessage, response: ServerResponse, tenant: Tenant | undefined): void {
  if (headers.origin === undefined) return;
  response.appendHeader('vary', 'Origin');
  if (!tenant?.origins.includes(headers.origin)) return;
  response.setHeader('access-control-allow-origin', headers.origin);
  response.setHeader('access-control-expose-headers', exposed);
}
