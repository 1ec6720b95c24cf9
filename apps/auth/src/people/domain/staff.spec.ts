import { Aggregate } from '@chowk/kit';
import { describe, expect, it } from 'vitest';
import { Staff, type StaffDetails } from './staff.js';

const [here, there] = ['01890000-0000-7000-8000-00000000000a', '01890000-0000-7000-8000-00000000000b'];

const hire = (details: Partial<StaffDetails> = {}) =>
  Staff.hire({
    id: '01890000-0000-7000-8000-000000000001',
    name: 'Imran Khan',
    email: 'Imran@Example.Test',
    username: 'Imran',
    passwordHash: 'a hash',
    roles: ['WAITER'],
    outlets: [here],
    ...details,
  });
const now = new Date('2026-11-20T12:00:00Z');
const told = (staff: Staff) => Aggregate.factsOf(staff).map(({ data }) => data);

describe('A staff member', () => {
  it('is told of without names to sign in with and without secrets', () => {
    const staff = hire();
    expect(told(staff)).toEqual([
      { id: staff.id, name: 'Imran Khan', roles: ['WAITER'], outlets: [here], status: 'ACTIVE', removed: false },
    ]);
    expect([staff.email, staff.username]).toEqual(['imran@example.test', 'imran']);
    expect(hire({ email: null }).email).toBeNull();
  });

  it('works where they were hired for', () => {
    expect(hire().sharesOutletWith([here, there])).toBe(true);
    expect(hire().sharesOutletWith([there])).toBe(false);
    expect(hire().sharesOutletWith('all')).toBe(true);
    expect(hire({ outlets: 'all' }).sharesOutletWith([there])).toBe(true);
    expect(hire({ outlets: 'all' }).asPerson().outlets).toBe('all');
  });

  it('may not sign in once suspended, which is told once', () => {
    const staff = hire();
    staff.suspend(now);
    staff.suspend(now);
    expect(staff.maySignIn).toBe(false);
    expect(told(staff)).toHaveLength(2);
  });

  it('with a PIN is shut out of tablets, too, for as long as somebody may act by it', () => {
    const staff = hire({ pinHash: 'a hash' });
    expect([staff.mayActAt(here), staff.mayActAt(there), hire().mayActAt(here)]).toEqual([true, false, false]);
    staff.suspend(now);
    expect(staff.mayActAt(here)).toBe(false);
    const until = '2026-11-20T12:02:00.000Z';
    expect(told(staff).at(-1)).toEqual({ sessionId: staff.id, personId: staff.id, until });
  });

  it("is of the platform with the operator's role alone", () => {
    expect(hire().kind).toBe('staff');
    expect(hire({ roles: ['PLATFORM_ADMIN'] }).kind).toBe('platform');
  });

  it('tells of a new name, not of the same one and not of a language', () => {
    const staff = hire();
    staff.changeProfile({ name: 'Imran Khan', language: 'hi' });
    expect(told(staff)).toHaveLength(1);
    staff.changeProfile({ name: 'Imran K' });
    expect(told(staff)).toHaveLength(2);
    expect(staff.language).toBe('hi');
  });
});
