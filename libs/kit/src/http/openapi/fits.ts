import { isJson, jsonIn, type Json } from './json.js';

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
  const { type, const: only, enum: values, anyOf, oneOf, allOf, pattern, format, ...rest } = resolve(schema);
  if (only !== undefined && only !== value) return false;
  if (Array.isArray(values) && !values.includes(value)) return false;
  const one = (alternative: unknown) => fits(jsonIn(alternative), value, resolve);
  if (Array.isArray(anyOf) && !anyOf.some(one)) return false;
  if (Array.isArray(oneOf) && !oneOf.some(one)) return false;
  if (Array.isArray(allOf) && !allOf.every(one)) return false;
  if (type !== undefined && ![type].flat().some((name) => isOfType(String(name), value))) return false;
  if (typeof value === 'string')
    return (
      isWithin(value.length, rest['minLength'], rest['maxLength']) &&
      (typeof pattern !== 'string' || new RegExp(pattern).test(value)) &&
      (typeof format !== 'string' || (formats[format]?.test(value) ?? true))
    );
  if (typeof value === 'number') return isWithin(value, rest['minimum'], rest['maximum']);
  if (Array.isArray(value))
    return (
      isWithin(value.length, rest['minItems'], rest['maxItems']) &&
      value.every((item) => fits(jsonIn(rest['items']), item, resolve))
    );
  return !isJson(value) || fieldsFit(rest, value, resolve);
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isJson(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function isWithin(size: number, least: unknown, most: unknown): boolean {
  return (
    size >= (typeof least === 'number' ? least : -Infinity) && size <= (typeof most === 'number' ? most : Infinity)
  );
}

function fieldsFit(schema: Json, value: Json, resolve: (schema: Json) => Json): boolean {
  const { required = [], additionalProperties, propertyNames } = schema;
  const properties = jsonIn(schema['properties']);
  if (Array.isArray(required) && !required.every((name) => value[String(name)] !== undefined)) return false;
  return Object.entries(value).every(([name, field]) => {
    const declared = properties[name];
    if (declared !== undefined) return fits(jsonIn(declared), field, resolve);
    if (additionalProperties === false) return false;
    if (isJson(propertyNames) && !fits(propertyNames, name, resolve)) return false;
    return fits(jsonIn(additionalProperties), field, resolve);
  });
}
