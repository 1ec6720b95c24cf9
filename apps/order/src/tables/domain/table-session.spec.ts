import { randomUUID } from 'node:crypto';
import { Aggregate } from '@chowk/kit';
import { beforeEach, describe, expect, it } from 'vitest';
import { deviceMark } from './guest.js';
import { newTablePin } from './table-pin.js';
import { TableSession } from './table-session.js';
import { Table } from './table.js';

const at = new Date('2026-11-21T14:00:00.000Z');
const later = new Date('2026-11-21T16:00:00.000Z');
const table = Table.furnish({ id: randomUUID(), outletId: randomUUID(), label: 'T5', area: null, seats: 4 });
const openedBy = { businessDate: '2026-11-21', covers: null, by: 'guest', pin: null, approvedAt: null };
const typesOf = (session: TableSession) => Aggregate.factsOf(session).map(({ definition }) => definition.type);

let session: TableSession;
beforeEach(() => {
  session = TableSession.open(table, openedBy);
});

describe('guests of a table', () => {
  it('are the same guest with the same phone, in whatever letters its id is written', () => {
    const deviceId = randomUUID();
    const guest = session.welcome(deviceId, at);
    expect(session.welcome(deviceId.toUpperCase(), later)).toEqual(guest);
    expect(session.welcome(randomUUID(), at).guestId).not.toBe(guest.guestId);
    expect(typesOf(session)).toEqual(['table-session.opened.v1', 'table-session.joined.v1', 'table-session.joined.v1']);
  });

  it('leave no id of a phone behind, and no mark that fits another session', () => {
    const deviceId = randomUUID();
    session.welcome(deviceId, at);
    expect(JSON.stringify(session)).not.toContain(deviceId);
    expect(deviceMark(session.id, deviceId)).not.toBe(deviceMark(randomUUID(), deviceId));
  });

  it('are two hundred at the most', () => {
    for (let count = 0; count < 200; count++) session.welcome(randomUUID(), at);
    expect(() => session.welcome(randomUUID(), at)).toThrowError(expect.objectContaining({ code: 'RATE_LIMITED' }));
  });

  it('become known as one customer, once', () => {
    const [customer, other] = [randomUUID(), randomUUID()];
    const { guestId } = session.welcome(randomUUID(), at);
    session.recognise(guestId, customer);
    session.recognise(guestId, customer);
    expect(session.members).toEqual([customer]);
    expect(typesOf(session).filter((type) => type === 'table-session.joined.v1')).toHaveLength(2);
    for (const [guest, who] of [
      [guestId, other],
      [randomUUID(), customer],
    ] as const)
      expect(() => session.recognise(guest, who)).toThrowError(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('a table’s PIN', () => {
  it('has four digits', () => {
    for (let count = 0; count < 200; count++) expect(newTablePin()).toMatch(/^[0-9]{4}$/);
  });

  it('is tried ten times at the most; nothing said counts for nothing; a new one begins anew', () => {
    session.lockWith('1234');
    for (let count = 0; count < 9; count++) expect(session.tryPin('0000')).toBe('wrong');
    for (let count = 0; count < 20; count++) expect(session.tryPin(undefined)).toBe('wrong');
    expect(session.tryPin('1234')).toBe('right');
    expect(session.tryPin('0000')).toBe('wrong');
    expect(session.tryPin('1234')).toBe('locked');
    session.lockWith('4321');
    expect(session.tryPin('1234')).toBe('wrong');
    expect(session.tryPin('4321')).toBe('right');
  });

  it('that is not there cannot be guessed', () => {
    expect(session.tryPin('0000')).toBe('wrong');
  });
});

describe('what a table wants', () => {
  const by = 'guest:1';

  it('is one wish while it is open, and can be wished again once somebody came', () => {
    const { request, isNew } = session.ask({ kind: 'WAITER', note: null, by }, at);
    expect(isNew).toBe(true);
    expect(session.ask({ kind: 'WAITER', note: null, by }, later)).toEqual({ request, isNew: false });
    expect(session.ask({ kind: 'OTHER', note: 'a candle', by }, at).isNew).toBe(true);
    const done = session.attend(request.requestId, 'staff:1', later);
    expect(done).toMatchObject({ status: 'DONE', doneBy: 'staff:1', doneAt: later.toISOString() });
    expect(session.attend(request.requestId, 'staff:2', later)).toBe(done);
    expect(session.ask({ kind: 'WAITER', note: null, by }, later).isNew).toBe(true);
    expect(typesOf(session).slice(1)).toEqual([
      'table-session.requested.v1',
      'table-session.requested.v1',
      'table-session.attended.v1',
      'table-session.requested.v1',
    ]);
  });

  it('is ten things at once at the most', () => {
    for (let count = 0; count < 10; count++) session.ask({ kind: 'OTHER', note: `thing ${count}`, by }, at);
    expect(() => session.ask({ kind: 'BILL', note: null, by }, at)).toThrowError(
      expect.objectContaining({ code: 'RATE_LIMITED' }),
    );
  });

  it('is wanted by nobody any more once they left', () => {
    session.ask({ kind: 'WATER', note: null, by }, at);
    session.close('staff:1', later);
    expect(session.requests).toMatchObject([{ status: 'DONE', doneBy: 'staff:1' }]);
    expect(typesOf(session).at(-1)).toBe('table-session.closed.v1');
  });
});

describe('a closed session', () => {
  it('takes nobody and nothing in', () => {
    const { guestId } = session.welcome(randomUUID(), at);
    session.close('staff:1', later);
    const ended = expect.objectContaining({ code: 'TABLE_SESSION_CLOSED' }) as unknown;
    for (const attempt of [
      () => session.join(randomUUID()),
      () => session.welcome(randomUUID(), later),
      () => session.recognise(guestId, randomUUID()),
      () => session.approve('staff:1', later),
      () => session.lockWith('1234'),
      () => session.ask({ kind: 'WAITER', note: null, by: 'guest:1' }, later),
    ])
      expect(attempt).toThrowError(ended as Error);
  });

  it('is closed once', () => {
    session.close('staff:1', at);
    session.close('staff:2', later);
    expect(session.closedAt).toEqual(at);
    expect(typesOf(session).filter((type) => type === 'table-session.closed.v1')).toHaveLength(1);
  });
});

describe('approval', () => {
  it('is told once, and not at all when staff opened the table', () => {
    session.approve('staff:1', at);
    session.approve('staff:2', later);
    expect([session.approvedAt, session.approvedBy]).toEqual([at, 'staff:1']);
    expect(typesOf(session)).toEqual(['table-session.opened.v1', 'table-session.approved.v1']);
    const byStaff = TableSession.open(table, { ...openedBy, by: 'staff:1', approvedAt: at });
    byStaff.approve('staff:2', later);
    expect(byStaff.approvedBy).toBe('staff:1');
    expect(typesOf(byStaff)).toEqual(['table-session.opened.v1']);
  });
});
