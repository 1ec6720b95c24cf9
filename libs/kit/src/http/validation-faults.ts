import type { Fault } from '@chowk/contracts/envelope';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const dateFormats = new Set(['date', 'datetime', 'time', 'duration']);

/**
 * All that a schema finds wrong, in the API's own words; codes are stable, messages are for people. Two bounds that one value
 * breaks are one fault: the narrower one, which comes last.
 */
export function faultsOf(issues: readonly Issue[], input: unknown): Fault[] {
  const faults = issues.flatMap((issue) => faultsOfIssue(issue, input));
  return [...new Map(faults.map((fault) => [JSON.stringify([fault.path, fault.code]), fault])).values()];
}

function faultsOfIssue(issue: Issue, input: unknown): Fault[] {
  const path = issue.path.map(String).join('.');
  const value = valueAt(input, issue.path);
  const fault = (code: string, message = issue.message): Fault[] => [{ path, code, message }];
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return fault('REQUIRED', 'must be given');
      return fault(issue.expected === 'date' ? 'INVALID_DATE' : 'WRONG_TYPE');
    case 'invalid_value':
      if (value === undefined) return fault('REQUIRED', 'must be given');
      return fault(issue.values.some((allowed) => typeof allowed === typeof value) ? 'NOT_ALLOWED' : 'WRONG_TYPE');
    case 'too_big':
    case 'too_small':
    case 'not_multiple_of':
      return fault('OUT_OF_RANGE');
    case 'invalid_format':
      return fault(dateFormats.has(issue.format) ? 'INVALID_DATE' : 'INVALID_FORMAT');
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: joined(path, key),
        code: 'UNKNOWN_FIELD',
        message: 'is not a field here',
      }));
    case 'invalid_key':
      return fault('UNKNOWN_FIELD', 'is not a field here');
    case 'invalid_union':
      return faultsOfUnion(issue, value, path);
    case 'invalid_element':
      return fault('WRONG_TYPE');
    case 'custom':
      return fault(typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'NOT_ALLOWED');
  }
}

/** A union tells what is wrong with the branch that comes nearest: the one that gets furthest into the value. */
function faultsOfUnion(issue: z.core.$ZodIssueInvalidUnion, value: unknown, path: string): Fault[] {
  if (value === undefined) return [{ path, code: 'REQUIRED', message: 'must be given' }];
  const nearest = [...issue.errors].sort((one, other) => distance(one) - distance(other))[0];
  if (!nearest?.length) return [{ path, code: 'NOT_ALLOWED', message: issue.message }];
  return faultsOf(nearest, value).map((fault) => ({
    ...fault,
    path: fault.path === '' ? path : joined(path, fault.path),
  }));
}

function distance(issues: readonly Issue[]): number {
  const atRoot = issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type');
  return (atRoot ? 1_000 : 0) + issues.length;
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}
