import { z } from 'zod';
import type { ConfigDefinition, Profile } from './config.js';
import { weaknessOf } from './weak-secrets.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment does not allow a start; the message lists every fault: name, what is wrong, what is expected. */
export class ConfigFaults extends Error {
  override readonly name = 'ConfigFaults';
  constructor(readonly faults: readonly string[]) {
    super(`The environment does not allow a start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/**
 * Reads the environment by several declarations at once, in their order. An empty variable counts as missing. Throws {@link ConfigFaults}
 * with all the faults of all of them; values never appear in it. Outside of local and test, weak
 * secrets are faults too, and so is a crash point.
 */
export function readConfig<Definitions extends readonly ConfigDefinition[]>(
  definitions: Definitions,
  env: Environment,
): { [Index in keyof Definitions]: z.output<Definitions[Index]['schema']> } {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const faults: string[] = [];
  const values = definitions.map((definition) => {
    const result = definition.schema.safeParse(given);
    if (result.success) return result.data;
    faults.push(...result.error.issues.map((issue) => faultOf(issue, definition.shape, given)));
    return {};
  });
  const isServing = mustBeStrong(given['CHOWK_PROFILE']) || given['NODE_ENV'] === 'production';
  if (isServing && given['CRASH_POINT'] !== undefined)
    faults.push('CRASH_POINT: ends the process on purpose; allowed in the profiles local and test alone');
  if (mustBeStrong(given['CHOWK_PROFILE'])) {
    const names = new Set(definitions.flatMap((definition) => Object.keys(definition.shape)));
    for (const name of names) {
      const weakness = weaknessOf(name, given[name]);
      if (weakness !== undefined) faults.push(`${name}: ${weakness}`);
    }
  }
  if (faults.length > 0) throw new ConfigFaults([...new Set(faults)]);
  return values as { [Index in keyof Definitions]: z.output<Definitions[Index]['schema']> };
}

function mustBeStrong(profile: string | undefined): boolean {
  const strict: readonly Profile[] = ['staging', 'production'];
  return strict.some((name) => name === profile);
}

function faultOf(issue: z.core.$ZodIssue, shape: z.core.$ZodShape, given: Environment): string {
  const name = String(issue.path[0] ?? '');
  const schema = shape[name];
  const wrong = given[name] === undefined ? 'is missing' : issue.message.replace(/^Invalid input: /, '');
  return `${name}: ${wrong}${schema ? `; expected ${expectationOf(schema)}` : ''}`;
}

function expectationOf(schema: z.core.$ZodType): string {
  const {
    type,
    format,
    enum: values,
    minLength,
    minimum,
    maximum,
  } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output' });
  if (values) return `one of ${values.join(', ')}`;
  const bounds = [
    minLength !== undefined && minLength > 1 ? `at least ${minLength} characters` : undefined,
    minimum !== undefined && maximum !== undefined ? `from ${minimum} to ${maximum}` : undefined,
  ];
  return [
    format === 'uri' ? 'an address' : `a ${String(type ?? 'value')}`,
    ...bounds.filter((bound) => bound !== undefined),
  ].join(', ');
}
