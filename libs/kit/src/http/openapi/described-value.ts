import type { OpenApiDocument } from './document.js';
import { fits } from './fits.js';
import { isJson, jsonIn, type Json } from './json.js';

/**
 * Where a value is not what a schema of the document describes, as a path like `data.lines.0.total`; undefined where it is. Fields that
 * are not described are faults, too.
 */
export function describedValue(
  document: Pick<OpenApiDocument, 'components'>,
  schema: unknown,
  value: unknown,
): string | undefined {
  const resolve = (node: Json): Json => {
    const { $ref } = node;
    if (typeof $ref !== 'string') return node;
    return jsonIn(jsonIn(document.components['schemas'])[$ref.replace(/^.*\//, '')]);
  };
  return wrongPlace(jsonIn(schema), value, resolve, []);
}

function wrongPlace(
  schema: Json,
  value: unknown,
  resolve: (schema: Json) => Json,
  path: readonly string[],
): string | undefined {
  if (fits(schema, value, resolve)) return undefined;
  const { properties, items, additionalProperties } = resolve(schema);
  const children: [string, Json, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [String(index), jsonIn(items), item])
    : isJson(value)
      ? Object.entries(value).map(([name, field]) => [
          name,
          jsonIn(jsonIn(properties)[name] ?? additionalProperties),
          field,
        ])
      : [];
  for (const [name, child, field] of children) {
    const isUnknown = isJson(value) && jsonIn(properties)[name] === undefined && additionalProperties === false;
    const place = isUnknown ? [...path, name].join('.') : wrongPlace(child, field, resolve, [...path, name]);
    if (place !== undefined) return place;
  }
  return path.join('.');
}
