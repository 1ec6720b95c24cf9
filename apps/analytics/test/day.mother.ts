import type { OrderStatus } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { orderHeadMother } from '@chowk/testing';
import fc from 'fast-check';
import type { Counted, CountedFact } from '../src/domain/counted-fact.js';
import { added, nothingCounted, type DayCounts, type Tender } from '../src/domain/day-counts.js';

export const paneer = '018f0000-0000-7000-8000-000000000001';
export const dosa = '018f0000-0000-7000-8000-000000000002';
export const coffee = '018f0000-0000-7000-8000-000000000003';

export interface Line {
  readonly itemId: string;
  readonly name?: string;
  readonly variantId?: string | null;
  readonly quantity: number;
  readonly total: number;
}

/** What became of an order; CALLED_OFF was cancelled before, WASTED after it was confirmed. */
export type Ending = 'PLACED' | 'REJECTED' | 'CALLED_OFF' | 'EXPIRED' | 'CONFIRMED' | 'COMPLETED' | 'WASTED';

/** A row as the orders table would have it, with the money that moved for it. */
export interface Story {
  readonly orderId: string;
  readonly ending: Ending;
  readonly lines: readonly Line[];
  readonly discount: number;
  readonly tax: number;
  readonly tender: Tender | null;
  readonly refunded: number | null;
  readonly placedAt: number;
}

export interface Day {
  readonly outletId: string;
  readonly businessDate: string;
}

/** A fact with the id it travels under. */
export interface Told {
  readonly eventId: string;
  readonly fact: CountedFact;
}

/** Two paneer and a dosa for 640 rupees, paid by card through Razorpay and eaten. */
export function storyMother(partial: Partial<Story> = {}): Story {
  return {
    orderId: newId(),
    ending: 'COMPLETED',
    lines: [
      { itemId: paneer, name: 'Paneer butter masala', quantity: 2, total: 52_000 },
      { itemId: dosa, name: 'Masala dosa', quantity: 1, total: 12_000 },
    ],
    discount: 1_000,
    tax: 3_000,
    tender: 'RAZORPAY',
    refunded: null,
    placedAt: Date.parse('2026-11-20T13:00:00Z'),
    ...partial,
  };
}

/** A table taken at that outlet and day. */
export function seated({ outletId, businessDate }: Day): Told {
  const data = { tableSessionId: newId(), tableId: newId(), tableLabel: 'T1', outletId, businessDate };
  const time = new Date('2026-11-20T12:30:00Z');
  return { eventId: newId(), fact: { type: 'table-session.opened.v1', time, data } };
}

/** Everything that is told about an order and its payment, in the order it happened. */
export function factsOf(story: Story, { outletId, businessDate }: Day): Told[] {
  const { orderId, ending, discount, tax, tender, refunded, placedAt } = story;
  const total = totalOf(story);
  const head = (status: OrderStatus) => orderHeadMother({ orderId, outletId, businessDate, status, total });
  const lines = story.lines.map((line, lineIndex) => ({
    lineId: newId(),
    lineIndex,
    ...{ variantId: null, name: 'Something', modifiers: [], station: 'curry', gross: line.total, discount: 0, tax: 0 },
    ...line,
  }));
  const at = (minutes: number) => new Date(placedAt + minutes * 60_000);
  const wasConfirmed = isConfirmed(ending);

  const facts: CountedFact[] = [
    {
      type: 'order.placed.v1',
      time: at(0),
      data: { ...head('PLACED'), lines, appliedRules: [], discount, tax, holdUntil: at(25).toISOString() },
    },
  ];
  if (ending === 'REJECTED')
    facts.push({
      type: 'order.rejected.v1',
      time: at(1),
      data: { ...head('REJECTED'), rejection: { code: 'OUT_OF_STOCK', details: [] } },
    });
  if (ending === 'EXPIRED')
    facts.push({
      type: 'order.expired.v1',
      time: at(15),
      data: { ...head('EXPIRED'), from: 'AWAITING_PAYMENT' },
    });
  if (wasConfirmed) {
    const data = { ...head('CONFIRMED'), token: 1, lines, discount, tax };
    facts.push({ type: 'order.confirmed.v1', time: at(2), data });
    facts.push({
      type: 'order.status-changed.v1',
      time: at(3),
      data: { ...head('PREPARING'), from: 'CONFIRMED', by: 'tickets' },
    });
  }
  if (ending === 'CALLED_OFF' || ending === 'WASTED')
    facts.push({
      type: 'order.cancelled.v1',
      time: at(5),
      data: { ...head('CANCELLED'), from: wasConfirmed ? 'PREPARING' : 'PLACED', reason: null, by: 'staff' },
    });
  if (ending === 'COMPLETED')
    facts.push({
      type: 'order.status-changed.v1',
      time: at(30),
      data: { ...head('COMPLETED'), from: 'READY', by: 'staff' },
    });
  if (tender !== null) facts.push(...moneyOf({ orderId, tender, total, refunded }, { outletId, businessDate }, at));
  return facts.map((fact) => ({ eventId: newId(), fact }));
}

function moneyOf(
  { orderId, tender, total, refunded }: { orderId: string; tender: Tender; total: number; refunded: number | null },
  { outletId, businessDate }: Day,
  at: (minutes: number) => Date,
): (Counted<'payment.captured.v1'> | Counted<'payment.refunded.v1'>)[] {
  const payment = {
    ...{ paymentId: newId(), billId: newId(), orderIds: [orderId], outletId, businessDate, tender, amount: total },
    ...{ currency: 'INR' as const, providerOrderId: null, providerPaymentId: null },
  };
  const captured = { ...payment, capturedAt: at(2).toISOString() };
  const refund = { ...payment, refundId: newId(), refunded: refunded ?? 0, reason: 'cold' };
  return [
    { type: 'payment.captured.v1', time: at(2), data: captured },
    ...(refunded === null ? [] : [{ type: 'payment.refunded.v1' as const, time: at(40), data: refund }]),
  ];
}

/** What an orders table holding these orders and a ledger holding their payments say: written without the counters. */
export function countsOfStories(stories: readonly Story[]): DayCounts {
  return stories
    .map((story): Partial<DayCounts> => {
      const { ending, discount, tax, tender, refunded } = story;
      const stands = ending === 'CONFIRMED' || ending === 'COMPLETED';
      return {
        ordersPlaced: 1,
        ordersConfirmed: isConfirmed(ending) ? 1 : 0,
        ordersRejected: ending === 'REJECTED' ? 1 : 0,
        ordersCancelled: ending === 'CALLED_OFF' || ending === 'WASTED' ? 1 : 0,
        ordersExpired: ending === 'EXPIRED' ? 1 : 0,
        ordersCompleted: ending === 'COMPLETED' ? 1 : 0,
        ...(stands ? { revenue: totalOf(story), discount, tax } : {}),
        ...(tender === null ? {} : { paymentsCaptured: 1, captured: totalOf(story), refunded: refunded ?? 0 }),
      };
    })
    .reduce<DayCounts>(added, nothingCounted);
}

/** Pieces sold per item by orders that stand. */
export function soldOfStories(stories: readonly Story[]): Record<string, number> {
  const sold: Record<string, number> = {};
  for (const { ending, lines } of stories)
    if (ending === 'CONFIRMED' || ending === 'COMPLETED')
      for (const { itemId, quantity } of lines) sold[itemId] = (sold[itemId] ?? 0) + quantity;
  return sold;
}

export const totalOf = ({ lines }: Story): number => lines.reduce((sum, line) => sum + line.total, 0);

const isConfirmed = (ending: Ending): boolean => ['CONFIRMED', 'COMPLETED', 'WASTED'].includes(ending);

const anyLine = fc.record({
  itemId: fc.constantFrom(paneer, dosa, coffee),
  name: fc.constantFrom('Today', 'Tomorrow', 'Yesterday'),
  quantity: fc.integer({ min: 1, max: 9 }),
  total: fc.integer({ min: 0, max: 100_000 }),
});

/** Any order with any ending. */
export const anyStory: fc.Arbitrary<Story> = fc.record({
  orderId: fc.uuid({ version: 7 }),
  ending: fc.constantFrom<Ending>(
    ...(['PLACED', 'REJECTED', 'CALLED_OFF', 'EXPIRED', 'CONFIRMED', 'COMPLETED', 'WASTED'] as const),
  ),
  lines: fc.array(anyLine, { minLength: 1, maxLength: 4 }),
  discount: fc.integer({ min: 0, max: 5_000 }),
  tax: fc.integer({ min: 0, max: 5_000 }),
  tender: fc.constantFrom<(Tender | null)[]>('RAZORPAY', 'CASH', null),
  refunded: fc.option(fc.integer({ min: 0, max: 5_000 })),
  placedAt: fc.integer({ min: 0, max: 5 }).map((minute) => Date.parse('2026-11-20T13:00:00Z') + minute * 60_000),
});

/** Any day, its facts in any order, some of them twice. */
export const anyTelling = (day: Day): fc.Arbitrary<{ stories: Story[]; told: Told[] }> =>
  fc
    .uniqueArray(anyStory, { maxLength: 8, selector: ({ orderId }) => orderId })
    .map((stories) => ({ stories, facts: stories.flatMap((story) => factsOf(story, day)) }))
    .chain(({ stories, facts }) =>
      fc
        .tuple(fc.subarray(facts), fc.boolean())
        .map(([again, isRenamed]) => again.map((told) => (isRenamed ? { ...told, eventId: newId() } : told)))
        .chain((again) => shuffled([...facts, ...again]))
        .map((told) => ({ stories, told })),
    );

const shuffled = <Item>(items: Item[]): fc.Arbitrary<Item[]> =>
  fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length });
