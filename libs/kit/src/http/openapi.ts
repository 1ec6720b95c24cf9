import {
  AuthTokenExpired,
  AuthTokenInvalid,
  AuthTokenMissing,
  failure,
  IdempotencyInProgress,
  IdempotencyKeyInvalid,
  IdempotencyKeyRequired,
  IdempotencyKeyReused,
  Internal,
  MalformedJson,
  NotFound,
  PermissionDenied,
  permissionsOfRole,
  statusOfKind,
  TenantMismatch,
  TenantNotFound,
  TenantRequired,
  TenantSuspended,
  Unavailable,
  ValidationFailed,
  type ErrorDefinition,
  type Permission,
} from '@chowk/contracts/envelope';
import { z } from 'zod';
import type { Route, RouteParameter } from './route-table.js';

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of a service, made of what its routes declare and of nothing else. */
export function openApiOf(service: string, routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = publicPath(route.path).replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: `Chowk ${service}`, version: '1' },
    paths: Object.fromEntries(Object.entries(paths).sort(([one], [other]) => one.localeCompare(other))),
    components: {
      schemas: { Failure: schemaOf(failure, 'output') },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function publicPath(path: string): string {
  return path.startsWith('/.well-known/') ? path : `/api/v1${path}`;
}

function operationOf(route: Route): Json {
  const body = route.parameters.find(({ source, name }) => source === 'body' && name === undefined);
  return {
    operationId: `${route.controller.replace(/Controller$/, '')}.${route.handlerName}`,
    tags: [route.controller.replace(/Controller$/, '')],
    summary: route.summary ?? titled(route.handlerName),
    ...accessOf(route),
    parameters: [...headersOf(route), ...route.parameters.flatMap(parametersOf)],
    ...(body?.schema
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body.schema, 'input') } } } }
      : {}),
    responses: { ...successOf(route), ...failuresOf(route) },
  };
}

function accessOf({ access }: Route): Json {
  if (access.kind !== 'permit') return { security: [], 'x-access': access.kind };
  const roles = Object.entries(permissionsOfRole)
    .filter(([, permissions]) => access.permissions.some((permission) => includes(permissions, permission)))
    .map(([role]) => role);
  return { security: [{ bearer: [] }], 'x-permissions': access.permissions, 'x-roles': roles };
}

function includes(permissions: readonly Permission[], permission: Permission): boolean {
  return permissions.includes(permission);
}

function headersOf({ access, idempotency }: Route): Json[] {
  const header = (name: string, required: boolean, description: string): Json => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...(access.kind === 'public' ? [header('X-Tenant-Id', true, 'Slug or id of the tenant.')] : []),
    ...(idempotency
      ? [header('Idempotency-Key', idempotency === 'required', 'A new UUID per intention, kept 72 h.')]
      : []),
  ];
}

function parametersOf({ source, name, schema }: RouteParameter): Json[] {
  if (source === 'body') return [];
  const place = source === 'param' ? 'path' : 'query';
  if (name !== undefined) {
    return [
      { name, in: place, required: place === 'path', schema: schema ? schemaOf(schema, 'input') : { type: 'string' } },
    ];
  }
  const { properties = {}, required = [] } = schema
    ? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    : {};
  return Object.entries(properties).map(([field, value]) => ({
    name: field,
    in: place,
    required: place === 'path' || required.includes(field),
    schema: value,
  }));
}

function successOf({ method, answers }: Route): Json {
  const data = answers?.schema ? schemaOf(answers.schema, 'output') : {};
  const schema = {
    type: 'object',
    required: ['success', 'data', 'requestId', 'timestamp'],
    properties: {
      success: { const: true },
      data,
      meta: { type: 'object' },
      requestId: { type: 'string' },
      timestamp: { type: 'string', format: 'date-time' },
    },
  };
  return {
    [method === 'GET' ? '200' : '2XX']: { description: 'Success', content: { 'application/json': { schema } } },
  };
}

function failuresOf(route: Route): Json {
  const byStatus = new Map<number, ErrorDefinition[]>();
  for (const definition of new Set([...generalErrors(route), ...(route.answers?.errors ?? [])])) {
    const status = statusOfKind[definition.kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), definition]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, definitions]) => [
      String(status),
      {
        description: definitions.map(({ code, message }) => `\`${code}\`: ${message}`).join('\n\n'),
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Failure' },
            examples: Object.fromEntries(
              definitions.map((definition) => [definition.code, { value: exampleOf(definition) }]),
            ),
          },
        },
      },
    ]),
  );
}

function generalErrors({ access, idempotency, parameters }: Route): ErrorDefinition[] {
  const has = (source: RouteParameter['source']) => parameters.some((parameter) => parameter.source === source);
  return [
    ...(access.kind === 'permit' ? [AuthTokenMissing, AuthTokenInvalid, AuthTokenExpired, PermissionDenied] : []),
    ...(access.kind === 'public' ? [TenantRequired, TenantNotFound] : []),
    ...(access.kind === 'no-tenant-or-signed-in' ? [AuthTokenInvalid, AuthTokenExpired] : []),
    ...(access.kind === 'no-tenant' ? [] : [TenantMismatch, TenantSuspended]),
    ...(has('body') ? [MalformedJson] : []),
    ...(has('body') || has('query') ? [ValidationFailed] : []),
    ...(has('param') ? [NotFound] : []),
    ...(idempotency === 'required' ? [IdempotencyKeyRequired] : []),
    ...(idempotency ? [IdempotencyKeyInvalid, IdempotencyKeyReused, IdempotencyInProgress] : []),
    Internal,
    Unavailable,
  ];
}

function exampleOf({ code, message }: ErrorDefinition): Json {
  return {
    success: false,
    error: { code, message },
    requestId: '019283a1-5c3e-7f00-8000-000000000001',
    timestamp: '2026-01-26T06:30:00.000Z',
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const whole = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== '$schema'));
}

/** `findOrders` -> `Find orders`. */
function titled(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
