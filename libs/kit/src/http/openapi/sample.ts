import { fieldExamples } from '@chowk/contracts/envelope';
import { fits } from './fits.js';
import { isJson, jsonIn, type Json } from './json.js';

export interface Sampling {
  readonly resolve: (schema: Json) => Json;
  /** Whether fields that may be left out are shown. */
  readonly withOptional: boolean;
}

const exampleInstant = '2026-01-26T13:05:00.000Z';
const exampleDate = '2026-01-26';

/**
 * A believable value of a schema, the same one each time: its own example, else what fields of its name have (`fieldExamples`), first those
 * of its owner (`TenantAnswer.name`, `person.name`), else the plainest value there is.
 */
export function sampleOf(schema: Json, sampling: Sampling, field = '', owner = ''): unknown {
  const { resolve } = sampling;
  const { examples, example } = { ...resolve(schema), ...schema };
  if (example !== undefined) return example;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  const usual = [`${owner}.${field}`, field]
    .flatMap((name) => fieldExamples.get(name) ?? [])
    .find((value) => fits(schema, value, resolve));
  if (usual !== undefined) return usual;
  const itself = typeof schema['$ref'] === 'string' ? schema['$ref'].replace(/^.*\//, '') : field || owner;
  const { const: only, enum: values, anyOf, oneOf, type, default: preset, ...rest } = resolve(schema);
  if (only !== undefined) return only;
  if (preset !== undefined && !isJson(preset)) return preset;
  if (Array.isArray(values)) return values[0];
  const alternatives: readonly unknown[] | undefined = [anyOf, oneOf].find(Array.isArray);
  if (alternatives) return sampleOf(jsonIn(alternatives[0]), sampling, field, itself);
  switch ([type].flat()[0]) {
    case 'object':
      return sampleOfObject(rest, sampling, itself);
    case 'array':
      return sampleOfArray(rest, sampling, field, owner);
    case 'integer':
    case 'number':
      return Math.min(Math.max(Number(rest['minimum'] ?? 0), 1), Number(rest['maximum'] ?? Infinity));
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'string':
      return sampleOfText(rest, field);
    default:
      return {};
  }
}

function sampleOfObject(schema: Json, sampling: Sampling, owner: string): Json {
  const { required, additionalProperties, propertyNames } = schema;
  const isRequired = (name: string) => Array.isArray(required) && required.includes(name);
  const declared = Object.entries(jsonIn(schema['properties']))
    .filter(([name]) => sampling.withOptional || isRequired(name))
    .map(([name, of]): [string, unknown] => [name, sampleOf(jsonIn(of), sampling, name, owner)]);
  const language = ['en', 'DINE_IN'].find(
    (name) =>
      isJson(propertyNames) &&
      ('pattern' in propertyNames || 'enum' in propertyNames) &&
      fits(propertyNames, name, sampling.resolve),
  );
  const free = language !== undefined && isJson(additionalProperties);
  return Object.fromEntries([...declared, ...(free ? [[language, sampleOf(additionalProperties, sampling)]] : [])]);
}

function sampleOfArray(schema: Json, sampling: Sampling, field: string, owner: string): unknown[] {
  const item = sampleOf(jsonIn(schema['items']), sampling, field, owner);
  return Number(schema['maxItems'] ?? 1) < 1 ? [] : [item];
}

function sampleOfText({ format, pattern, minLength, maxLength }: Json, field: string): string {
  if (format === 'uuid') return exampleId(field);
  if (format === 'date-time') return exampleInstant;
  if (format === 'date') return exampleDate;
  const schema = { pattern, minLength, maxLength };
  const text = ['text', '12:30', '1234', '123456', 'TEXT-1', 't'.repeat(Number(minLength ?? 1))].find((candidate) =>
    fits(schema, candidate, (it) => it),
  );
  if (text === undefined)
    throw new Error(`No example for "${field}" with ${JSON.stringify(schema)}; give fieldExamples one`);
  return text;
}

/** One id per name of a field, so that an `outletId` is the same outlet in every example. */
export function exampleId(field: string): string {
  let hash = 2_166_136_261;
  for (const letter of field) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0;
  return `019c8f2a-5c3e-7f00-8000-${hash.toString(16).padStart(12, '0')}`;
}
