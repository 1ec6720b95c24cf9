import 'reflect-metadata';
import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { MalformedRequest, type ErrorDefinition, type Permission } from '@chowk/contracts/envelope';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { z } from 'zod';
import { refuse } from '../context/domain-error.js';
import type { Principal } from '../context/principal.js';
import { callOf, rawBodyOf, type HttpRequest } from './request.js';

export type Access =
  | { readonly kind: 'permit'; readonly permissions: readonly Permission[] }
  | { readonly kind: 'public' }
  | { readonly kind: 'no-tenant' }
  | { readonly kind: 'no-tenant-or-signed-in' };

export const accessKey = 'chowk:access';
export const idempotentKey = 'chowk:idempotent';
export const answersKey = 'chowk:answers';
export const summaryKey = 'chowk:summary';
export const operationIdKey = 'chowk:operation-id';
export const succeedsKey = 'chowk:succeeds';

/** Signed-in callers with any of these permissions; others get 401 or 403. */
export const Permit = (...permissions: [Permission, ...Permission[]]) =>
  SetMetadata<string, Access>(accessKey, { kind: 'permit', permissions });

/** Anybody; the tenant comes from `X-Tenant-Id` (slug or id), or from a valid token when that header is absent. */
export const Public = () => SetMetadata<string, Access>(accessKey, { kind: 'public' });

/** Anybody, and no tenant is known: webhooks and key sets, which find their tenant themselves. */
export const NoTenant = () => SetMetadata<string, Access>(accessKey, { kind: 'no-tenant' });

/**
 * Anybody, as {@link NoTenant}; but who sends a token is known by it: then there is a principal and its tenant is the call's, and a token
 * that is no good is refused.
 */
export const NoTenantOrSignedIn = () => SetMetadata<string, Access>(accessKey, { kind: 'no-tenant-or-signed-in' });

export type IdempotencyNeed = 'required' | 'accepted';

/** `required`: a call without `Idempotency-Key` is refused; `accepted`: the key is honoured when it is sent. */
export const Idempotent = (need: IdempotencyNeed) => SetMetadata<string, IdempotencyNeed>(idempotentKey, need);

/** The signed-in caller; undefined on public routes called without a token. */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | undefined =>
    callOf(context.switchToHttp().getRequest<HttpRequest>()).principal,
);

/** Version in `If-Match: "<version>"`, or undefined when the caller does not insist; 400 MALFORMED_REQUEST on anything else. */
export const IfMatch = createParamDecorator(readIfMatch);

/** What {@link IfMatch} reads; the table of routes knows by it which routes honour the header. */
export function readIfMatch(_data: unknown, context: ExecutionContext): number | undefined {
  const header = context.switchToHttp().getRequest<HttpRequest>().headers['if-match'];
  if (header === undefined || header === '*') return undefined;
  const version = /^"([0-9]{1,15})"$/.exec(header)?.[1];
  if (version === undefined) throw refuse(MalformedRequest, { header: 'If-Match' });
  return Number(version);
}

const bytesOfBody = createParamDecorator(readBytesOfBody);

/** What {@link RawBody} reads. */
export function readBytesOfBody(_data: unknown, context: ExecutionContext): Buffer {
  return rawBodyOf(context.switchToHttp().getRequest<HttpRequest>());
}

/**
 * The bytes as they arrived, for signatures. The kit then does not parse the body of this route and accepts any content
 * type: check the signature first, then read it with `parseJson(bytes)`.
 */
export const RawBody = (): ParameterDecorator => (target, key, index) => {
  if (key === undefined) throw new Error('@RawBody() belongs to a parameter of a route');
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  if (descriptor) RouteConfig({ rawBody: true })(target, key, descriptor);
  bytesOfBody()(target, key, index);
};

export interface DeclaredAnswers {
  readonly schema: z.ZodType | undefined;
  readonly errors: readonly ErrorDefinition[];
}

/** What the OpenAPI document says about a route's data and its own errors; the envelope and the general errors are added by the kit. */
export const Answers = (schema: z.ZodType | undefined, ...errors: ErrorDefinition[]) =>
  SetMetadata<string, DeclaredAnswers>(answersKey, { schema, errors });

export interface DeclaredSummary {
  readonly line: string;
  readonly description: string | undefined;
}

/** What the reference says of a route: one line, and below it what the call promises, who sees what, what happens afterwards. */
export const Summary = (line: string, description?: string) =>
  SetMetadata<string, DeclaredSummary>(summaryKey, { line, description });

/** The name of the call in the reference and in clients generated from it, `placeOrder`: unique over all services, never changed. */
export const OperationId = (name: string) => SetMetadata<string, string>(operationIdKey, name);

/** An answer of another kind than JSON in the envelope. */
export interface Bytes {
  /** Its content type. */
  readonly bytes: string;
  readonly tells: string;
  /** What is in it, where it is JSON of a foreign format. */
  readonly shape?: z.ZodType;
}

/**
 * How a route answers when all goes well, named like what makes such answers (answers.ts); `ok` is a plain 200, `accepted-unseen` a 202 for
 * work whose outcome is nowhere to be read.
 */
export type Success = 'ok' | 'page' | 'cached' | 'created' | 'accepted' | 'accepted-unseen' | 'no-content' | Bytes;

/** All the ways in which a route answers when all goes well; without this decorator `ok` alone. */
export const Succeeds = (...ways: [Success, ...Success[]]) =>
  SetMetadata<string, readonly Success[]>(succeedsKey, ways);
