import { fulfilment, orderStatus, type Fulfilment } from '@chowk/contracts';
import { Aggregate, DomainError } from '@chowk/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placedAt as at, placedOrder } from '../../../test/placed-order.mother.js';
import { newOrderNumber } from './order-number.js';
import type { Order } from './order.js';
import { moveOf } from './workflow.js';

const placed = (way: Fulfilment = 'DINE_IN'): Order => placedOrder(way);

type Act = (order: Order) => void;

const acts: readonly Act[] = [
  (order) => order.awaitPayment(at, at),
  (order) => order.confirm(1, at, 'payment'),
  (order) => order.reject({ code: 'OUT_OF_STOCK', details: [] }, at, 'inventory'),
  (order) => order.expire(at),
  (order) => order.cancel({ by: 'staff:1', reason: null, late: false }, at),
  (order) => order.cancel({ by: 'staff:1', reason: 'burnt', late: true }, at),
  ...orderStatus.options.flatMap((status): Act[] => [
    (order) => order.moveTo(status, 'person', at, 'staff:1'),
    (order) => order.moveTo(status, 'tickets', at, 'staff:1'),
  ]),
];

describe('an order', () => {
  it('moves along its table alone, whoever asks for whatever, and tells each move once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fulfilment.options),
        fc.array(fc.constantFrom(...acts), { maxLength: 60 }),
        (way, plan) => {
          const order = placed(way);
          for (const act of plan) {
            const [from, told] = [order.status, Aggregate.factsOf(order).length];
            try {
              act(order);
              expect(moveOf(way, from, order.status)).toBeDefined();
              expect(Aggregate.factsOf(order)).toHaveLength(told + 1);
            } catch (error) {
              if (!(error instanceof DomainError)) throw error;
              expect([error.code, order.status]).toEqual(['ORDER_CANNOT_MOVE', from]);
              expect(Aggregate.factsOf(order)).toHaveLength(told);
            }
          }
          expect(order.history.at(-1)?.status).toBe(order.status);
          expect(order.history.length).toBe(Aggregate.factsOf(order).length);
        },
      ),
    );
  });

  it('waits for inventory alone, and no longer than a minute', () => {
    const order = placed();
    expect(order.endsAt?.getTime()).toBe(at.getTime() + 60_000);
    expect(order.hasAnswerOf('discount')).toBe(false);
    expect(order.hasAnswerOf('inventory')).toBe(true);
  });

  it('has a number that can be read out: no I, L, O or U', () => {
    const numbers = Array.from({ length: 500 }, () => newOrderNumber('IND'));
    expect(numbers.every((number) => /^IND-[0-9A-HJKMNP-TV-Z]{8}$/.test(number))).toBe(true);
    expect(new Set(numbers).size).toBe(500);
  });
});
