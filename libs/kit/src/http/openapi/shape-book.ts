import { shapeMeanings, wireShapes } from '@chowk/contracts/envelope';
import { z } from 'zod';
import { isJson, jsonIn, withoutGaps, type Json } from './json.js';

/** Whether a shape is what callers send (`input`) or what they are answered (`output`): defaults are optional in one, certain in the other. */
export type Direction = 'input' | 'output';

const here = '#/$defs/';
const components = '#/components/schemas/';
/** Shapes that are only ever sent keep their name although their two forms differ. */
const sentAlone = /(Body|Query|Filters|Narrowing)$/;
/** Formats that say more to a reader than the pattern zod writes beside them. */
const plainFormats = new Set(['uuid', 'date-time', 'date', 'email']);

/** JSON Schemas of zod values for one document: shapes with a name are written once and referred to. */
export class ShapeBook {
  private readonly named = new Map<string, Json>();

  /** The schema to write where the shape is used. */
  schemaOf(shape: z.ZodType, direction: Direction): Json {
    const { $defs, ...body } = convert(shape, direction);
    const definitions = jsonIn($defs);
    const other = jsonIn(convert(shape, direction === 'input' ? 'output' : 'input')['$defs']);
    const differs = differencesOf(definitions, other);
    const nameOf = (id: string) => (direction === 'input' && differs(id) && !sentAlone.test(id) ? `${id}Input` : id);
    for (const [id, definition] of Object.entries(definitions))
      this.named.set(nameOf(id), explained(jsonIn(tidied(definition, nameOf)), id));
    return jsonIn(tidied(body, nameOf));
  }

  /** The schema itself where one only refers to it. */
  resolve(schema: Json): Json {
    const { $ref } = schema;
    if (typeof $ref !== 'string') return schema;
    const target = this.named.get($ref.slice(components.length));
    if (!target) throw new Error(`The reference has no schema ${$ref}`);
    return target;
  }

  /** All named schemas that were used, by name. */
  all(): Json {
    return Object.fromEntries([...this.named].sort(([one], [other]) => one.localeCompare(other)));
  }
}

function convert(shape: z.ZodType, io: Direction): Json {
  const whole = z.toJSONSchema(shape, { io, metadata: wireShapes, unrepresentable: 'any' });
  return Object.fromEntries(Object.entries(whole).filter(([key]) => key !== '$schema'));
}

/** Tells of a definition whether its two forms differ, in itself or in what it refers to. */
function differencesOf(definitions: Json, other: Json): (id: string) => boolean {
  const known = new Map<string, boolean>();
  const differs = (id: string): boolean => {
    const found = known.get(id);
    if (found !== undefined) return found;
    known.set(id, false);
    const text = JSON.stringify(definitions[id]);
    const within = [...text.matchAll(/"#\/\$defs\/([^"]+)"/g)].map(([, name = '']) => name);
    const answer = text !== JSON.stringify(other[id]) || within.some(differs);
    known.set(id, answer);
    return answer;
  };
  return differs;
}

function tidied(node: unknown, nameOf: (id: string) => string): unknown {
  if (Array.isArray(node)) return node.map((one) => tidied(one, nameOf));
  if (!isJson(node)) return node;
  const isPlain = typeof node['format'] === 'string' && plainFormats.has(node['format']);
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !(key === 'pattern' && isPlain) && !isUnbounded(key, value))
      .map(([key, value]) =>
        key === '$ref' && typeof value === 'string' && value.startsWith(here)
          ? [key, `${components}${nameOf(value.slice(here.length))}`]
          : [key, tidied(value, nameOf)],
      ),
  );
}

/** Bounds of every integer in JavaScript, which say nothing about this one. */
function isUnbounded(key: string, value: unknown): boolean {
  return (key === 'maximum' || key === 'minimum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
}

/** A named schema with what it and its fields mean. */
function explained(schema: Json, id: string): Json {
  const description = shapeMeanings.get(id);
  return { ...(description === undefined ? {} : { description }), ...withMeanings(schema, id) };
}

/** Lists and alternatives are looked through: the fields of their items stand at the same path. */
function withMeanings(schema: Json, path: string): Json {
  const { properties, items, anyOf, oneOf } = schema;
  const each = (alternatives: unknown) =>
    Array.isArray(alternatives) ? alternatives.map((one) => withMeanings(jsonIn(one), path)) : undefined;
  return {
    ...schema,
    ...withoutGaps({
      items: isJson(items) ? withMeanings(items, path) : undefined,
      anyOf: each(anyOf),
      oneOf: each(oneOf),
      properties: isJson(properties)
        ? Object.fromEntries(
            Object.entries(properties).map(([name, field]) => {
              const meaning = shapeMeanings.get(`${path}.${name}`);
              const told = withMeanings(jsonIn(field), `${path}.${name}`);
              return [name, meaning === undefined ? told : { ...told, description: meaning }];
            }),
          )
        : undefined,
    }),
  };
}
