import { z } from 'zod';

const reference = z.object({ $ref: z.string() });
const references = z.array(reference);
const schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    required: z.array(z.string()).optional(),
    properties: z.record(z.string(), schema).optional(),
    items: schema.optional(),
    additionalProperties: z.union([z.boolean(), schema]).optional(),
    anyOf: z.array(schema).optional(),
    allOf: z.array(schema).optional(),
  }),
);

/** As much of a JSON Schema as the page shows. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | string[] | undefined;
  readonly format?: string | undefined;
  readonly const?: unknown;
  readonly enum?: unknown[] | undefined;
  readonly required?: string[] | undefined;
  readonly properties?: Record<string, Schema> | undefined;
  readonly items?: Schema | undefined;
  readonly additionalProperties?: boolean | Schema | undefined;
  readonly anyOf?: Schema[] | undefined;
  readonly allOf?: Schema[] | undefined;
}

const message = z.object({
  title: z.string(),
  summary: z.string().default(''),
  payload: schema,
  examples: z.array(z.object({ payload: z.unknown() })).default([]),
});
export type Message = z.output<typeof message>;

const refusal = z.object({ status: z.number(), code: z.string(), message: z.string(), remedy: z.string() });

const operation = z.object({
  action: z.enum(['send', 'receive']),
  title: z.string(),
  summary: z.string(),
  channel: reference,
  messages: references,
  reply: z.object({ messages: references }).optional(),
  tags: z.array(z.object({ name: z.string() })).default([]),
  'x-errors': z.array(refusal).default([]),
});
export type Operation = z.output<typeof operation>;

const channel = z.object({
  address: z.string(),
  description: z.string(),
  messages: z.record(z.string(), reference),
  /** Of a namespace of sockets alone. */
  'x-roles': z.array(z.string()).optional(),
  'x-rooms': z.record(z.string(), z.string()).optional(),
  'x-told': z.record(z.string(), z.array(z.string())).optional(),
});
export type Channel = z.output<typeof channel>;

/** As much of docs/api/asyncapi.json as its page shows; what the document says beyond is for tools. */
export const asyncApi = z.object({
  info: z.object({ title: z.string(), description: z.string() }),
  channels: z.record(z.string(), channel),
  operations: z.record(z.string(), operation),
  components: z.object({ messages: z.record(z.string(), message), schemas: z.record(z.string(), schema) }),
});
export type AsyncApi = z.output<typeof asyncApi>;
