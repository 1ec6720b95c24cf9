import { isJson, jsonIn, type Json } from './json.js';

/** Whether a value is what a schema asks for. */
export type Fit = (value: unknown) => boolean;

/** Texts of the formats that the shapes of the API use. */
const formats: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i,
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
  email: /^[^@\s]+@[^@\s]+$/,
  uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
};

/** Whether a value is what a JSON Schema as zod writes it asks for; `resolve` follows references. */
export function fits(schema: Json, value: unknown, resolve: (schema: Json) => Json): boolean {
  return new Fits(resolve).of(schema)(value);
}

/** The same for schemas that are asked about again and again: each is made into functions once, when it is first asked for. */
export class Fits {
  private readonly known = new WeakMap<Json, Fit>();

  constructor(private readonly resolve: (schema: Json) => Json) {}

  of(schema: Json): Fit {
    const resolved = this.resolve(schema);
    const known = this.known.get(resolved);
    if (known) return known;
    // A shape may hold itself: what is asked for meanwhile asks again once there is a value
    this.known.set(resolved, (value) => this.of(resolved)(value));
    const fit = this.made(resolved);
    this.known.set(resolved, fit);
    return fit;
  }

  private made(schema: Json): Fit {
    const { const: only, enum: values, anyOf, oneOf, allOf, type } = schema;
    const all: Fit[] = [];
    if (type !== undefined) all.push(ofType([type].flat().map(String)));
    if (only !== undefined) all.push((value) => value === only);
    if (Array.isArray(values)) all.push((value) => values.includes(value));
    for (const alternatives of [anyOf, oneOf]) {
      if (!Array.isArray(alternatives)) continue;
      const some = alternatives.map((one) => this.of(jsonIn(one)));
      all.push((value) => some.some((fit) => fit(value)));
    }
    if (Array.isArray(allOf)) all.push(...allOf.map((one) => this.of(jsonIn(one))));
    const [text, list, fields] = [textOf(schema), this.list(schema), this.fields(schema)];
    const isInRange = range(schema['minimum'], schema['maximum']);
    const within: Fit = (value) => {
      if (typeof value === 'string') return text(value);
      if (typeof value === 'number') return isInRange(value);
      if (Array.isArray(value)) return list(value);
      return !isJson(value) || fields(value);
    };
    const [first, ...others] = all;
    if (!first) return within;
    if (others.length === 0) return (value) => first(value) && within(value);
    return (value) => all.every((fit) => fit(value)) && within(value);
  }

  private list({ items, minItems, maxItems }: Json): (value: readonly unknown[]) => boolean {
    const isLong = range(minItems, maxItems);
    const item = items === undefined ? undefined : this.of(jsonIn(items));
    return (value) => isLong(value.length) && (item === undefined || value.every(item));
  }

  private fields({ properties, required, additionalProperties, propertyNames }: Json): (value: Json) => boolean {
    const declared = new Map(Object.entries(jsonIn(properties)).map(([name, of]) => [name, this.of(jsonIn(of))]));
    const needed = Array.isArray(required) ? required.map(String) : [];
    const isName = isJson(propertyNames) ? this.of(propertyNames) : () => true;
    const more = isJson(additionalProperties) ? this.of(additionalProperties) : () => additionalProperties !== false;
    return (value) => {
      for (const name of needed) if (!Object.hasOwn(value, name) || value[name] === undefined) return false;
      for (const name of Object.keys(value)) {
        const fit = declared.get(name);
        if (fit ? !fit(value[name]) : !more(value[name]) || !isName(name)) return false;
      }
      return true;
    };
  }
}

function ofType(names: readonly string[]): Fit {
  const [only = ''] = names;
  return names.length === 1 ? (value) => isOfType(only, value) : (value) => names.some((name) => isOfType(name, value));
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isJson(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function textOf({ pattern, format, minLength, maxLength }: Json): (value: string) => boolean {
  const isLong = range(minLength, maxLength);
  const expressions = [
    ...(typeof pattern === 'string' ? [new RegExp(pattern)] : []),
    ...(typeof format === 'string' ? [formats[format] ?? []].flat() : []),
  ];
  if (expressions.length === 0) return (value) => isLong(value.length);
  return (value) => isLong(value.length) && expressions.every((expression) => expression.test(value));
}

function range(least: unknown, most: unknown): (size: number) => boolean {
  const [from, to] = [typeof least === 'number' ? least : -Infinity, typeof most === 'number' ? most : Infinity];
  return (size) => size >= from && size <= to;
}
