import { permissionsOfRole, type Permission } from '@chowk/contracts/envelope';
import type { Route, RouteParameter } from '../route-table.js';
import { answersOf, exampleOfBody } from './answers-of.js';
import { errorsOf, refusalsOf } from './errors.js';
import { requestHeadersOf } from './headers.js';
import { jsonIn, withoutGaps, type Json } from './json.js';
import { sampleOf } from './sample.js';
import type { ShapeBook } from './shape-book.js';

/** Everything the reference says of one route. */
export function operationOf(route: Route, shapes: ShapeBook): Json {
  return withoutGaps({
    operationId: route.operationId ?? `${tagOf(route)}.${route.handlerName}`,
    tags: [tagOf(route)],
    summary: route.summary,
    description: [route.description, accessInWords(route)].filter(Boolean).join('\n\n'),
    ...accessOf(route),
    'x-errors': errorsOf(route).map(({ code }) => code),
    parameters: [
      ...route.parameters.flatMap((parameter) => parametersOf(parameter, shapes)),
      ...requestHeadersOf(route).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ],
    requestBody: bodyOf(route, shapes),
    responses: { ...answersOf(route, shapes), ...refusalsOf(route) },
  });
}

/** `TableSessionController` -> `Table session`. */
export function tagOf({ controller }: Route): string {
  const words = controller.replace(/Controller$/, '').replaceAll(/(?<=[a-z])([A-Z])/g, ' $1');
  return words.charAt(0) + words.slice(1).toLowerCase();
}

/** The path as OpenAPI writes it, as the outside knows it. */
export function pathOf({ path }: Route): string {
  return (path.startsWith('/.well-known/') ? path : `/api/v1${path}`).replaceAll(/:(\w+)/g, '{$1}');
}

function accessOf({ access }: Route): Json {
  if (access.kind === 'no-tenant-or-signed-in') return { security: [{}, { bearer: [] }], 'x-access': access.kind };
  if (access.kind !== 'permit') return { security: [], 'x-access': access.kind };
  return { security: [{ bearer: [] }], 'x-permissions': access.permissions, 'x-roles': rolesWith(access.permissions) };
}

function rolesWith(wanted: readonly Permission[]): string[] {
  return Object.entries(permissionsOfRole)
    .filter(([, permissions]: [string, readonly Permission[]]) => wanted.some((one) => permissions.includes(one)))
    .map(([role]) => role);
}

function accessInWords({ access }: Route): string {
  switch (access.kind) {
    case 'permit': {
      const names = access.permissions.map((name) => `\`${name}\``).join(' or ');
      return `**Who:** signed in with ${names} (${rolesWith(access.permissions).join(', ')}).`;
    }
    case 'public':
      return '**Who:** anybody; `X-Tenant-Id` names the business.';
    case 'no-tenant':
      return '**Who:** anybody; no business has to be named.';
    case 'no-tenant-or-signed-in':
      return '**Who:** anybody; who sends a token is known by it.';
  }
}

function bodyOf(route: Route, shapes: ShapeBook): Json | undefined {
  if (route.readsRawBody)
    return {
      required: true,
      description: 'Its very bytes are what the signature is over.',
      content: { 'application/json': { schema: { type: 'object' }, example: {} } },
    };
  const shape = route.parameters.find(({ source, name }) => source === 'body' && name === undefined)?.schema;
  if (!shape) return undefined;
  return {
    required: !shape.safeParse(undefined).success,
    content: {
      'application/json': { schema: shapes.schemaOf(shape, 'input'), example: exampleOfBody(shape, shapes) },
    },
  };
}

/** Ids in a path need no schema: what cannot be one is the id of nothing. */
const namesId = /(^id|Id)$/;

/** A parameter as the reference writes it; one that stands for a whole query is each of its fields. */
export function parametersOf({ source, name, schema }: RouteParameter, shapes: ShapeBook): Json[] {
  if (source === 'body') return [];
  const isInPath = source === 'param';
  if (name !== undefined) {
    const plain = { type: 'string', ...(namesId.test(name) ? { format: 'uuid' } : {}) };
    return [parameter(name, isInPath, isInPath, schema ? shapes.schemaOf(schema, 'input') : plain, shapes)];
  }
  const { properties, required = [] } = schema ? shapes.resolve(shapes.schemaOf(schema, 'input')) : {};
  return Object.entries(jsonIn(properties)).map(([field, value]) =>
    parameter(
      field,
      isInPath,
      isInPath || (Array.isArray(required) && required.includes(field)),
      jsonIn(value),
      shapes,
    ),
  );
}

function parameter(name: string, isInPath: boolean, required: boolean, schema: Json, shapes: ShapeBook): Json {
  const { description } = { ...shapes.resolve(schema), ...schema };
  const example = sampleOf(schema, { resolve: (it) => shapes.resolve(it), withOptional: true }, name);
  return withoutGaps({ name, in: isInPath ? 'path' : 'query', required, description, schema, example });
}
