import { failure, type ErrorDefinition } from '@chowk/contracts/envelope';
import { z } from 'zod';
import type { Route } from '../route-table.js';
import { errorsOf, exampleOfError, sharedRefusalsOf } from './errors.js';
import { requestHeaders, requestHeadersOf, responseHeaders } from './headers.js';
import type { Json } from './json.js';
import { operationOf, pathOf, tagOf } from './operation.js';
import { ShapeBook } from './shape-book.js';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Json;
  readonly tags: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: Readonly<Record<string, Json>>;
}

const pageMeta = z.object({
  nextCursor: z.string().nullable().describe('Cursor of the next page; null on the last one.'),
  limit: z.number().int(),
  total: z.number().int().optional().describe('Only with `?count=true`.'),
});

/** The OpenAPI 3.1 document of a service, made of what its routes declare and of nothing else. */
export function openApiOf(service: string, routes: readonly Route[]): OpenApiDocument {
  const shapes = new ShapeBook();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) (paths[pathOf(route)] ??= {})[route.method.toLowerCase()] = operationOf(route, shapes);
  const errors = new Map(routes.flatMap(errorsOf).map((definition) => [definition.code, definition]));
  const honoured = new Set<string>(routes.flatMap(requestHeadersOf));
  const tags = [...new Set(routes.map(tagOf))].sort();
  return {
    openapi: '3.1.0',
    info: { title: `Chowk ${service}`, version: '1' },
    tags: tags.map((name) => ({ name, 'x-service': service })),
    paths: sorted(paths),
    components: {
      schemas: {
        ...shapes.all(),
        Failure: shapes.schemaOf(failure, 'output'),
        PageMeta: shapes.schemaOf(pageMeta, 'output'),
      },
      parameters: Object.fromEntries(Object.entries(requestHeaders).filter(([name]) => honoured.has(name))),
      headers: responseHeaders,
      responses: sorted(Object.fromEntries(routes.flatMap(sharedRefusalsOf))),
      examples: examplesOf(errors.values()),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token, good for 15 minutes.',
        },
      },
    },
  };
}

function examplesOf(definitions: Iterable<ErrorDefinition>): Json {
  return sorted(
    Object.fromEntries([...definitions].map((definition) => [definition.code, exampleOfError(definition)])),
  );
}

function sorted<Value>(entries: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).sort(([one], [other]) => one.localeCompare(other)));
}
