import { NotFound } from '@chowk/contracts/envelope';
import { describe, expect, it } from 'vitest';
import { refuse } from '../context/domain-error.js';
import { describe as described, failureOf } from './failures.js';

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });

describe('a failure', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '53300', '08006', '25006', '28P01', '3D000'])(
    'with code %s says that the database is away',
    (code) => expect(failureOf(coded(code))).toBe('database-away'),
  );
  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout'])(
    'that says "%s" says that the database is away',
    (message) => expect(failureOf(new Error(message))).toBe('database-away'),
  );
  it.each(['40001', '40P01', '55P03'])('with code %s is contention', (code) =>
    expect(failureOf(coded(code))).toBe('contention'),
  );
  it.each(['23505', '42P01', '22P02'])('with code %s is most likely a bug', (code) =>
    expect(failureOf(coded(code))).toBe('unknown'),
  );
  it('by a rule is permanent', () => expect(failureOf(refuse(NotFound))).toBe('permanent'));
  it('is known by its cause, by what an ORM wraps and by what several attempts had in common', () => {
    expect(failureOf(new Error('wrapped', { cause: coded('ECONNRESET') }))).toBe('database-away');
    expect(failureOf(Object.assign(new Error('wrapped'), { driverError: coded('40P01') }))).toBe('contention');
    expect(failureOf(new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]))).toBe('database-away');
  });
  it('that is no error is most likely a bug', () => expect(failureOf('oops')).toBe('unknown'));
  it('is described in one line with the place it came from', () => {
    const line = described(new TypeError('no such thing'));
    expect(line).toMatch(/^TypeError: no such thing at .*failures\.spec\.ts/);
    expect(line).not.toContain('\n');
    expect(described('oops')).toBe('oops');
  });
});
