import type { z } from 'zod';

/** Path of the first object inside a schema that would drop or keep unknown fields silently; undefined when all are strict. */
export function looseObjectIn(
  schema: z.core.$ZodType,
  path = '',
  seen = new Set<z.core.$ZodType>(),
): string | undefined {
  if (seen.has(schema)) return undefined;
  seen.add(schema);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const inside = (inner: z.core.$ZodType, step = '') =>
    looseObjectIn(inner, [path, step].filter(Boolean).join('.'), seen);
  switch (def.type) {
    case 'object':
      if (def.catchall?._zod.def.type !== 'never') return path === '' ? 'the top' : path;
      return firstOf(Object.entries(def.shape), ([name, field]) => inside(field, name));
    case 'array':
      return inside(def.element, '[]');
    case 'record':
    case 'map':
      return inside(def.valueType, '{}');
    case 'tuple':
      return firstOf(def.items, (item) => inside(item, '[]'));
    case 'union':
      return firstOf(def.options, (option) => inside(option));
    case 'intersection':
      return inside(def.left) ?? inside(def.right);
    case 'pipe':
      return inside(def.in);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
    case 'success':
      return inside(def.innerType);
    case 'lazy':
      return inside(def.getter());
    default:
      return undefined;
  }
}

function firstOf<Item>(items: readonly Item[], find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
