import { fulfilment, orderStatus } from '@chowk/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusLabel } from './status-labels.js';
import { deadStatuses, finalStatuses, moveOf, moves, movesFrom, peoplesMovers } from './workflow.js';

const fulfilments = fulfilment.options;
const statuses = orderStatus.options;
const rank = new Map(statuses.map((status, index) => [status, index]));

describe('the transition table', () => {
  it('names each move once', () => {
    for (const way of fulfilments) {
      const pairs = moves[way].map(({ from, to }) => `${from} ${to}`);
      expect(new Set(pairs).size).toBe(pairs.length);
    }
  });

  it('lets people lead nowhere from a final status, and somewhere from every other', () => {
    for (const way of fulfilments)
      for (const status of statuses.filter((one) => way === 'DELIVERY' || way === 'MEAL' || one !== 'DISPATCHED'))
        expect(movesFrom(way, status, peoplesMovers).length > 0).toBe(!finalStatuses.includes(status));
  });

  it('leads out of a final status only by late money, and by voids of what was served at a table', () => {
    for (const way of fulfilments)
      for (const { from, to, by } of moves[way].filter((move) => finalStatuses.includes(move.from))) {
        const isVoid = way === 'DINE_IN' && from === 'COMPLETED';
        expect([from, to, by]).toEqual(isVoid ? [from, 'CANCELLED', ['voids']] : ['EXPIRED', 'PLACED', ['saga']]);
      }
  });

  it('goes back only when the kitchen recalls or late money revives', () => {
    for (const { from, to, by } of Object.values(moves).flat())
      if ((rank.get(to) ?? 0) < (rank.get(from) ?? 0))
        expect([`${from} ${to}`, by]).toEqual(
          from === 'EXPIRED' ? ['EXPIRED PLACED', ['saga']] : ['READY PREPARING', ['tickets']],
        );
  });

  it('lets nobody skip: every way to COMPLETED passes PLACED, CONFIRMED, PREPARING and READY in that order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fulfilments), fc.array(fc.nat({ max: 20 }), { maxLength: 40 }), (way, choices) => {
        const path = ['PLACED'];
        for (const choice of choices) {
          const from = statuses.find((status) => status === path.at(-1)) ?? 'PLACED';
          const open = movesFrom(way, from, ['saga', 'tickets', 'person', 'cancel', 'late-cancel']);
          const next = open[choice % Math.max(1, open.length)];
          if (next === undefined) break;
          path.push(next);
        }
        if (path.at(-1) !== 'COMPLETED') return;
        const firsts = ['PLACED', 'CONFIRMED', 'PREPARING', 'READY', 'COMPLETED'].map((status) => path.indexOf(status));
        expect(firsts.every((place, index) => place >= 0 && (index === 0 || place > (firsts[index - 1] ?? 0)))).toBe(
          true,
        );
        expect(path.includes('DISPATCHED')).toBe(way === 'DELIVERY' || way === 'MEAL');
      }),
    );
  });

  it('knows no move that is not in it', () => {
    expect(moveOf('DINE_IN', 'PLACED', 'COMPLETED')).toBeUndefined();
    expect(moveOf('TAKEAWAY', 'READY', 'DISPATCHED')).toBeUndefined();
  });

  it('counts what came to nothing among the final ones', () => {
    expect(deadStatuses.every((status) => finalStatuses.includes(status))).toBe(true);
  });
});

describe('labels', () => {
  it('exist for every status in every way of fulfilment', () => {
    for (const way of fulfilments)
      for (const status of statuses)
        for (const language of ['en', 'hi', 'ta']) expect(statusLabel(status, way, language)).not.toBe('');
    expect(statusLabel('COMPLETED', 'DINE_IN', 'en')).toBe('Served');
    expect(statusLabel('COMPLETED', 'DELIVERY', 'hi')).toBe('पहुँचा दिया गया');
    expect(statusLabel('READY', 'DINE_IN', 'ta')).toBe('Ready');
  });
});
