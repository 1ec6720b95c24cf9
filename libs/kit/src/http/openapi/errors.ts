import {
  AuthSessionEnded,
  AuthTokenExpired,
  AuthTokenInvalid,
  AuthTokenMissing,
  IdempotencyInProgress,
  IdempotencyKeyInvalid,
  IdempotencyKeyRequired,
  IdempotencyKeyReused,
  Internal,
  MalformedJson,
  MalformedRequest,
  NotFound,
  NotYetAvailable,
  Overloaded,
  PayloadTooLarge,
  PermissionDenied,
  RateLimited,
  statusOfKind,
  TenantMismatch,
  TenantNotFound,
  TenantRequired,
  TenantSuspended,
  Unavailable,
  UnsupportedMediaType,
  UpstreamTimeout,
  ValidationFailed,
  VersionConflict,
  type ErrorDefinition,
} from '@chowk/contracts/envelope';
import type { Route, RouteParameter } from '../route-table.js';
import { headersNamed, type ResponseHeader } from './headers.js';
import { withoutGaps, type Json } from './json.js';

const signedIn = [AuthTokenMissing, AuthTokenInvalid, AuthTokenExpired, AuthSessionEnded] as const;

/** All errors a route can answer with: those it declares, and those that follow from who may call it and what it reads. */
export function errorsOf(route: Route): readonly ErrorDefinition[] {
  const { access, idempotency, parameters, honoursIfMatch, readsRawBody } = route;
  const has = (source: RouteParameter['source']) => parameters.some((parameter) => parameter.source === source);
  const general = [
    ...(access.kind === 'permit' ? [...signedIn, PermissionDenied, TenantMismatch, TenantSuspended] : []),
    // Nobody has to sign in, but a token that is of no use does not say either whose call it is
    ...(access.kind === 'public' ? [...signedIn, TenantRequired, TenantNotFound, TenantMismatch, TenantSuspended] : []),
    ...(access.kind === 'no-tenant-or-signed-in' ? [...signedIn, TenantMismatch, TenantSuspended] : []),
    ...(access.kind === 'no-tenant' ? [] : [NotYetAvailable]),
    ...(has('body') ? [MalformedJson, UnsupportedMediaType] : []),
    ...(has('body') || readsRawBody ? [PayloadTooLarge] : []),
    ...(access.kind !== 'no-tenant' || has('body') || has('query') ? [ValidationFailed] : []),
    ...(has('param') ? [NotFound] : []),
    ...(honoursIfMatch ? [MalformedRequest, VersionConflict] : []),
    ...(idempotency === 'required' ? [IdempotencyKeyRequired] : []),
    ...(idempotency ? [IdempotencyKeyInvalid, IdempotencyKeyReused, IdempotencyInProgress] : []),
    RateLimited,
    Internal,
    Unavailable,
    Overloaded,
    UpstreamTimeout,
  ];
  return [...new Set([...(route.answers?.errors ?? []), ...general])];
}

/** The refusals of a route by status; those that many routes have are written once, in {@link sharedRefusalsOf}. */
export function refusalsOf(route: Route): Json {
  return Object.fromEntries(
    byStatusOf(route).map(([status, definitions]) => [
      String(status),
      isShared(route, definitions) ? { $ref: `#/components/responses/${nameOf(definitions)}` } : refusal(definitions),
    ]),
  );
}

/** The refusals that follow from who may call a route and what it reads, by the names they are referred to. */
export function sharedRefusalsOf(route: Route): readonly (readonly [name: string, refusal: Json])[] {
  return byStatusOf(route)
    .filter(([, definitions]) => isShared(route, definitions))
    .map(([, definitions]) => [nameOf(definitions), refusal(definitions)]);
}

/** `AuthTokenMissingOrAuthTokenInvalid`. */
function nameOf(definitions: readonly ErrorDefinition[]): string {
  return definitions
    .map(({ code }) => code.toLowerCase().replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase()))
    .join('Or');
}

function isShared({ answers }: Route, definitions: readonly ErrorDefinition[]): boolean {
  return definitions.length <= 4 && !definitions.some((definition) => answers?.errors.includes(definition));
}

function byStatusOf(route: Route): [status: number, definitions: ErrorDefinition[]][] {
  const byStatus = new Map<number, ErrorDefinition[]>();
  for (const definition of errorsOf(route)) {
    const status = statusOfKind[definition.kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), definition]);
  }
  return [...byStatus].sort(([one], [other]) => one - other);
}

function refusal(definitions: readonly ErrorDefinition[]): Json {
  const asksToWait = definitions.some(
    ({ kind, code }) => kind === 'too-many' || kind === 'unavailable' || code === IdempotencyInProgress.code,
  );
  const isLimit = definitions.some(({ kind }) => kind === 'too-many');
  const headers: ResponseHeader[] = [
    'RequestId',
    ...(asksToWait ? (['RetryAfter'] as const) : []),
    ...(isLimit ? (['RateLimitLimit', 'RateLimitRemaining', 'RateLimitReset'] as const) : []),
  ];
  return {
    description: definitions.map(({ code, message }) => `\`${code}\`: ${message}`).join('\n\n'),
    headers: headersNamed(headers),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Failure' },
        examples: Object.fromEntries(definitions.map(({ code }) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

/** Details that say more than the code, where a reader should know their form. */
const exampleDetails: Readonly<Record<string, unknown>> = {
  [ValidationFailed.code]: [{ path: 'lines.0.quantity', code: 'TOO_SMALL', message: 'must be at least 1' }],
  [PermissionDenied.code]: { anyOf: ['order:create'] },
};

/** What an error looks like in the envelope. */
export function exampleOfError({ code, message, remedy }: ErrorDefinition): Json {
  return {
    summary: remedy,
    value: {
      success: false,
      error: withoutGaps({ code, message, details: exampleDetails[code] }),
      requestId: 'checkout-4711',
      timestamp: '2026-01-26T13:05:00.000Z',
    },
  };
}
