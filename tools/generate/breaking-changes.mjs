/**
 * What of `after` an old reader or an old event could not live with: a property removed, retyped or newly required, an enum
 * narrowed, a bound tightened. Adding an optional property is the only free change (FULL_TRANSITIVE in registries' terms).
 */
export function breakingChanges(before, after, path = '') {
  const at = path || 'data';
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const changes = [];
  if (JSON.stringify(before.type) !== JSON.stringify(after.type)) changes.push(`${at} changed its type`);
  for (const key of [
    'pattern',
    'format',
    'const',
    'minimum',
    'maximum',
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
  ])
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) changes.push(`${at} changed ${key}`);
  const values = (schema) => JSON.stringify(schema.enum ?? null);
  if (values(before) !== values(after)) changes.push(`${at} changed its values`);
  const required = new Set(before.required ?? []);
  for (const name of after.required ?? []) if (!required.has(name)) changes.push(`${at}.${name} is newly required`);
  for (const name of required)
    if (!(after.required ?? []).includes(name)) changes.push(`${at}.${name} is no longer certain`);
  for (const [name, schema] of Object.entries(before.properties ?? {})) {
    const next = after.properties?.[name];
    changes.push(...(next ? breakingChanges(schema, next, `${at}.${name}`) : [`${at}.${name} was removed`]));
  }
  if (before.items && after.items) changes.push(...breakingChanges(before.items, after.items, `${at}[]`));
  // Of a record: what its keys and values are
  for (const [key, named] of [
    ['propertyNames', '(names)'],
    ['additionalProperties', '.*'],
  ]) {
    const [was, is] = [before[key], after[key]].map((schema) => (typeof schema === 'object' ? schema : undefined));
    if (was && is) changes.push(...breakingChanges(was, is, `${at}${named}`));
    else if (was || is) changes.push(`${at} changed ${key}`);
  }
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const was = before[key] ?? [];
    const is = after[key] ?? [];
    if (was.length !== is.length) changes.push(`${at} changed its alternatives`);
    else was.forEach((schema, index) => changes.push(...breakingChanges(schema, is[index], `${at}|${index}`)));
  }
  return changes;
}
