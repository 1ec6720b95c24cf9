import { fulfilment, type OrderStatus } from '@chowk/contracts';
import { Aggregate, DomainError } from '@chowk/kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placedAt as at, placedOrder, revisedTo } from '../../../test/placed-order.mother.js';
import type { Order } from './order.js';
import { moveOf } from './workflow.js';

const by = 'staff:1';
const act = { by, reason: 'burnt', at };
const dish = fc.record({
  unitPrice: fc.integer({ min: 0, max: 100_000 }),
  quantity: fc.integer({ min: 1, max: 9 }),
  discount: fc.integer({ min: 0, max: 20_000 }),
});

/** Something that happens to an order; as in the use cases, the void of the last line calls it off. */
type Act = (order: Order) => void;

const pick = (order: Order, which: number) => order.lines[which % order.lines.length] ?? order.lines[0];
const voids = fc.nat({ max: 20 }).map((which): Act => (order) => {
  const line = pick(order, which);
  if (!line || line.status === 'VOIDED') return;
  order.voidLine(line, which % 2 === 0, act);
  if (order.lines.every(({ status }) => status === 'VOIDED')) order.cancelEmptied(act);
});
const comps = fc.nat({ max: 20 }).map((which): Act => (order) => {
  const line = pick(order, which);
  if (line?.status === 'ORDERED') order.compLine(line, act);
});
const asks = fc.array(dish, { minLength: 1, maxLength: 3 }).map((dishes): Act => (order) => {
  order.askRevision(revisedTo(order, dishes), { id: crypto.randomUUID(), by, at });
});
const steps: readonly Act[] = [
  (order) => order.pendingRevision && order.applyRevision(order.pendingRevision),
  (order) =>
    order.pendingRevision &&
    order.dropRevision(order.pendingRevision, { code: 'OUT_OF_STOCK', details: [] }, { setsBack: false }),
  (order) =>
    order.pendingRevision &&
    order.dropRevision(order.pendingRevision, { code: 'TIMED_OUT', details: [] }, { setsBack: true }),
  (order) => order.awaitPayment(at, at),
  (order) => order.confirm(1, at, 'payment'),
  (order) => order.expire(at),
  (order) => order.revive(at, 15),
  (order) => order.cancel({ by, reason: null, late: false }, at),
  ...(['PREPARING', 'READY', 'COMPLETED', 'DISPATCHED'] as OrderStatus[]).map(
    (status): Act =>
      (order) =>
        order.moveTo(status, 'person', at, by),
  ),
];
const anything = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...steps) }, voids, comps, asks);

/** Everything but what was recorded. */
const picture = (order: Order) => JSON.stringify(order);

function adds(order: Order): void {
  const sum = (key: 'gross' | 'discount' | 'taxable' | 'tax' | 'total') =>
    order.lines.reduce((total, line) => total + line[key], 0);
  const { subtotal, discount, taxable, tax, total } = order;
  expect({ subtotal, discount, taxable, tax, total }).toEqual({
    ...{ subtotal: sum('gross'), discount: sum('discount'), taxable: sum('taxable'), tax: sum('tax') },
    total: sum('total'),
  });
  expect(total).toBe(subtotal - discount + tax);
  expect(order.taxes.reduce((amount, one) => amount + one.amount, 0)).toBe(tax);
}

function keepsItsRules(order: Order): void {
  adds(order);
  for (const line of order.lines) {
    if (line.status !== 'ORDERED') expect([line.tax, line.total, line.taxable]).toEqual([0, 0, 0]);
    if (line.status === 'VOIDED') expect(line.gross).toBe(0);
    if (line.status === 'COMPED') expect(line.discount).toBe(line.gross);
    expect(line.discounts.reduce((amount, one) => amount + one.amount, 0)).toBe(line.discount);
    expect(line.change === undefined).toBe(line.status === 'ORDERED');
  }
  const isPending = order.pendingRevision !== null;
  expect(order.revisionEndsAt !== null).toBe(isPending);
  if (isPending) expect(['AWAITING_PAYMENT', 'CONFIRMED']).toContain(order.status);
  if (!order.isDead) expect(order.lines.some(({ status }) => status !== 'VOIDED')).toBe(true);
  order.history.forEach(({ status }, index) => {
    const before = order.history[index - 1]?.status;
    if (before !== undefined) expect(moveOf(order.fulfilment, before, status)).toBeDefined();
  });
}

describe('an order whose lines change', () => {
  it('adds up and keeps its rules, whatever is done to it in whatever order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fulfilment.options),
        fc.array(dish, { minLength: 1, maxLength: 4 }),
        fc.array(anything, { maxLength: 40 }),
        (way, dishes, plan) => {
          const order = placedOrder(way, dishes);
          for (const step of plan) {
            const [before, told] = [picture(order), Aggregate.factsOf(order).length];
            try {
              step(order);
            } catch (error) {
              if (!(error instanceof DomainError)) throw error;
              expect(['ORDER_CANNOT_MOVE', 'ORDER_CHANGING']).toContain(error.code);
              expect([picture(order), Aggregate.factsOf(order).length]).toEqual([before, told]);
            }
            keepsItsRules(order);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('numbers what it asks of inventory from 1 without a gap, whoever answers what', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 60 }), (plan) => {
        const order = placedOrder('DINE_IN', [{ unitPrice: 100 }, { unitPrice: 200 }]);
        order.confirm(1, at, 'inventory');
        for (const step of plan)
          try {
            step(order);
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
          }
        const asked = Aggregate.factsOf(order).filter(
          ({ definition }) => definition.type === 'order.revision-asked.v1',
        );
        expect(asked.map(({ data }) => (data as { revision: number }).revision)).toEqual(
          asked.map((_, index) => index + 1),
        );
        expect(order.revision).toBe(asked.length);
      }),
    );
  });

  it('asks of each voided line nothing, and tells what it had cost', () => {
    const order = placedOrder('DINE_IN', [{ unitPrice: 12_000 }, { unitPrice: 10_000, discount: 1_000 }]);
    order.confirm(1, at, 'inventory');
    const [, second] = order.lines;
    if (!second) throw new Error('There are two lines');
    order.voidLine(second, true, act);
    expect(order).toMatchObject({ total: 12_600, discount: 0 });
    expect(order.lines[1]?.change).toEqual({ by, reason: 'burnt', at: at.toISOString(), amount: 9_450 });
    expect(Aggregate.factsOf(order).map(({ definition }) => definition.type)).toEqual([
      'order.placed.v1',
      'order.confirmed.v1',
      'order.line-voided.v1',
      'order.repriced.v1',
    ]);
  });

  it('that was revived waits for its answers anew', () => {
    const order = placedOrder('TAKEAWAY');
    expect(order.hasAnswerOf('inventory')).toBe(true);
    order.awaitPayment(at, at);
    order.expire(at);
    expect([order.isDead, order.isRevived]).toEqual([true, false]);
    order.revive(at, 15);
    expect([order.isDead, order.isRevived, order.awaits]).toEqual([false, true, ['inventory']]);
    expect(order.endsAt?.getTime()).toBe(at.getTime() + 60_000);
  });
});
