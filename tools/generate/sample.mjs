/** A believable value of a JSON Schema, the same one each time: the first golden sample of a new event. */
export function sampleOf(schema) {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return sampleOf(alternatives[0]);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return Object.fromEntries([
        ...Object.entries(schema.properties ?? {}).map(([name, of]) => [name, sampleOf(of)]),
        ...(schema.propertyNames?.pattern ? [['en', sampleOf(schema.additionalProperties)]] : []),
      ]);
    case 'array':
      return [sampleOf(schema.items ?? {})];
    case 'integer':
    case 'number':
      return Math.min(Math.max(schema.minimum ?? 0, 1), schema.maximum ?? Number.MAX_SAFE_INTEGER);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return sampleText(schema);
  }
}

function sampleText({ format, pattern, minLength = 0, maxLength = Infinity }) {
  if (format === 'uuid') return '01920000-0000-7000-8000-000000000001';
  if (format === 'date-time') return '2026-11-20T12:30:00.000Z';
  if (format === 'date') return '2026-11-20';
  const candidates = ['12:30', '123456', 'IN', '29', 'sample', '+919845012345'];
  const fits = (text) =>
    (!pattern || new RegExp(pattern).test(text)) && text.length >= minLength && text.length <= maxLength;
  const text = ['sample', ...candidates, 's'.repeat(Math.min(maxLength, Math.max(minLength, 1)))].find(fits);
  if (text === undefined)
    throw new Error(`no sample text for ${JSON.stringify({ format, pattern, minLength, maxLength })}`);
  return text;
}
