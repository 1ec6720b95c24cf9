import type { z } from 'zod';
import type { Bytes, Success } from '../declarations.js';
import type { Route } from '../route-table.js';
import { headersNamed, type ResponseHeader } from './headers.js';
import { withoutGaps, type Json } from './json.js';
import { sampleOf } from './sample.js';
import type { ShapeBook } from './shape-book.js';

interface Way {
  readonly status: number;
  readonly description: string;
  readonly headers: readonly ResponseHeader[];
}

const ways: Readonly<Record<Exclude<Success, Bytes>, Way>> = {
  ok: { status: 200, description: 'Success.', headers: [] },
  page: { status: 200, description: 'One page of the list.', headers: [] },
  cached: {
    status: 200,
    description: 'Success; may be kept as `Cache-Control` says.',
    headers: ['ETag', 'CacheControl'],
  },
  created: { status: 201, description: 'Made; `Location` says where it is.', headers: ['Location'] },
  accepted: {
    status: 202,
    description: 'Accepted; the work goes on, `Location` says how it ends.',
    headers: ['Location'],
  },
  'accepted-unseen': { status: 202, description: 'Accepted; the work goes on.', headers: [] },
  'no-content': { status: 204, description: 'Done; there is nothing more to say.', headers: [] },
};

/** The good answers of a route by status: exact statuses, the envelope around its data, an example. */
export function answersOf(route: Route, shapes: ShapeBook): Json {
  const byStatus = new Map<
    number,
    { descriptions: string[]; headers: Set<ResponseHeader>; content: Record<string, Json> }
  >();
  for (const success of route.succeeds) {
    const { status, description, headers } = wayOf(success);
    const answer = byStatus.get(status) ?? {
      descriptions: [],
      headers: new Set<ResponseHeader>(['RequestId']),
      content: {},
    };
    byStatus.set(status, answer);
    if (!answer.descriptions.includes(description)) answer.descriptions.push(description);
    headers.forEach((header) => answer.headers.add(header));
    if (route.idempotency) answer.headers.add('IdempotencyReplayed');
    Object.assign(answer.content, contentOf(success, route, shapes));
  }
  const unchanged = route.succeeds.includes('cached')
    ? {
        '304': {
          description: 'Still as `If-None-Match` says.',
          headers: headersNamed(['RequestId', 'ETag', 'CacheControl']),
        },
      }
    : {};
  return {
    ...Object.fromEntries(
      [...byStatus].map(([status, { descriptions, headers, content }]) => [
        String(status),
        withoutGaps({
          description: descriptions.join(' '),
          headers: headersNamed([...headers]),
          content: Object.keys(content).length > 0 ? content : undefined,
        }),
      ]),
    ),
    ...unchanged,
  };
}

function wayOf(success: Success): Way {
  return typeof success === 'string' ? ways[success] : { status: 200, description: success.tells, headers: [] };
}

function contentOf(success: Success, { answers }: Route, shapes: ShapeBook): Record<string, Json> {
  if (success === 'no-content') return {};
  if (typeof success !== 'string') return { [success.bytes]: bytesOf(success, shapes) };
  const shape = answers?.schema;
  if (!shape) return {};
  return { 'application/json': envelope(shape, success === 'page', shapes) };
}

function bytesOf({ shape }: Bytes, shapes: ShapeBook): Json {
  if (!shape) return { schema: { type: 'string', format: 'binary' } };
  return { schema: shapes.schemaOf(shape, 'output'), example: exampleOfAnswer(shape, shapes) };
}

function envelope(shape: z.ZodType, isPage: boolean, shapes: ShapeBook): Json {
  const schema = {
    type: 'object',
    required: ['success', 'data', ...(isPage ? ['meta'] : []), 'requestId', 'timestamp'],
    properties: withoutGaps({
      success: { const: true },
      data: shapes.schemaOf(shape, 'output'),
      meta: isPage ? { $ref: '#/components/schemas/PageMeta' } : undefined,
      requestId: { type: 'string' },
      timestamp: { type: 'string', format: 'date-time' },
    }),
    additionalProperties: false,
  };
  const example = withoutGaps({
    success: true,
    data: exampleOfAnswer(shape, shapes),
    meta: isPage ? { nextCursor: null, limit: 20 } : undefined,
    requestId: 'checkout-4711',
    timestamp: '2026-01-26T13:05:00.000Z',
  });
  return { schema, example };
}

/** An answer of this shape, the same one each time. */
export function exampleOfAnswer(shape: z.ZodType, shapes: ShapeBook): unknown {
  const schema = shapes.schemaOf(shape, 'output');
  return sampleOf(schema, { resolve: (it) => shapes.resolve(it), withOptional: true });
}

/** A body of this shape that is accepted: with all its fields where they go together, else with those it must have. */
export function exampleOfBody(shape: z.ZodType, shapes: ShapeBook): unknown {
  const schema = shapes.schemaOf(shape, 'input');
  const sample = (withOptional: boolean) => sampleOf(schema, { resolve: (it) => shapes.resolve(it), withOptional });
  const whole = sample(true);
  return shape.safeParse(whole).success ? whole : sample(false);
}
