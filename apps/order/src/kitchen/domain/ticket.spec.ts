import { ticketStatus } from '@chowk/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderStatusByTickets, Ticket, ticketMoves } from './ticket.js';

const status = fc.constantFrom(...ticketStatus.options);

describe('the tickets of an order', () => {
  it('make it ready exactly when all that count are ready or gone', () => {
    fc.assert(
      fc.property(fc.array(status, { maxLength: 6 }), (statuses) => {
        const reached = orderStatusByTickets(statuses.map((one) => ({ status: one })));
        const counting = statuses.filter((one) => one !== 'VOIDED');
        const isReady = counting.length > 0 && counting.every((one) => one === 'READY' || one === 'COLLECTED');
        expect(reached === 'READY').toBe(isReady);
        expect(reached === undefined).toBe(counting.length === 0);
        expect(reached === 'CONFIRMED').toBe(counting.length > 0 && counting.every((one) => one === 'QUEUED'));
      }),
    );
  });
});

describe('a ticket', () => {
  const at = new Date('2026-11-21T10:00:00Z');
  const ticket = (now: Ticket['status']): Ticket => Object.assign(new Ticket(), { ...shown, status: now, history: [] });

  it('moves along its table alone', () => {
    for (const from of ticketStatus.options)
      for (const to of ticketStatus.options) {
        const mayMove = from === to || ticketMoves[from].includes(to);
        const move = () => ticket(from).moveTo(to, at, 'staff:1');
        if (mayMove) expect(move).not.toThrow();
        else expect(move).toThrow('TICKET_CANNOT_MOVE');
      }
  });

  it('catches up step by step, and never goes back by it', () => {
    const queued = ticket('QUEUED');
    queued.advanceTo('READY', at, 'staff:1');
    expect(queued.history.map((entry) => entry.status)).toEqual(['STARTED', 'READY']);
    const ready = ticket('READY');
    ready.advanceTo('STARTED', at, 'staff:1');
    expect(ready.status).toBe('READY');
    ready.advanceTo('COLLECTED', at, 'staff:1');
    expect(ready.status).toBe('COLLECTED');
  });

  it('is not voided once the food is gone', () => {
    const gone = ticket('COLLECTED');
    gone.void(at, 'staff:1');
    expect(gone.status).toBe('COLLECTED');
  });
});

describe('striking lines off a ticket', () => {
  const at = new Date('2026-11-21T10:00:00Z');
  const line = (index: number) => ({ lineId: `0192f0c1-2345-7000-8000-00000000010${index}` });
  const on = (count: number, now: Ticket['status']): Ticket => {
    const lines = Array.from({ length: count }, (_, index) => ({
      ...line(index),
      ...{ name: `Dish ${index}`, quantity: 1, modifiers: [], notes: null },
    }));
    return Object.assign(new Ticket(), { ...shown, lines, status: now, history: [] });
  };

  it('loses none: each line is left on the ticket or on one slip, and the last one voids the ticket', () => {
    const cooked = fc.constantFrom<Ticket['status']>('QUEUED', 'STARTED', 'READY');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), cooked, fc.array(fc.nat({ max: 6 })), (count, now, struck) => {
        const ticket = on(count, now);
        const slips: Ticket[] = [];
        for (const index of struck) {
          const { lineId } = line(index);
          if (!ticket.holds(lineId)) continue;
          const slip = ticket.strikeOff(lineId, at, 'staff:1');
          if (slip) slips.push(slip);
        }
        expect(ticket.lines.length + slips.length).toBe(count);
        for (const slip of slips)
          expect([slip.status, slip.voidOf, slip.lines.length]).toEqual(['VOIDED', ticket.id, 1]);
        const isAllStruck = Array.from({ length: count }, (_, index) => index).every((index) => struck.includes(index));
        expect(ticket.status).toBe(isAllStruck ? 'VOIDED' : now);
      }),
    );
  });

  it('leaves alone what was collected', () => {
    const gone = on(2, 'COLLECTED');
    expect(gone.strikeOff(line(0).lineId, at, 'staff:1')).toBeNull();
    expect([gone.status, gone.lines.length, gone.isBegun]).toEqual(['COLLECTED', 2, true]);
  });
});

const shown = {
  id: '0192f0c1-2345-7000-8000-000000000001',
  orderId: '0192f0c1-2345-7000-8000-000000000002',
  orderNumber: 'IND-1',
  token: 1,
  outletId: '0192f0c1-2345-7000-8000-000000000003',
  station: 'tawa',
  businessDate: '2026-11-21',
  tableLabel: null,
  fulfilment: 'DINE_IN',
  lines: [],
};
