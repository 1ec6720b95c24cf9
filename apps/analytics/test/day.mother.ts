import type { OrderStatus, TicketStatus } from '@chowk/contracts';
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

/** What became of an order; CALLED_OFF was cancelled before, WASTED after it was confirmed; REVIVED expired, was paid and eaten. */
export type Ending =
  'PLACED' | 'REJECTED' | 'CALLED_OFF' | 'EXPIRED' | 'CONFIRMED' | 'COMPLETED' | 'WASTED' | 'REVIVED';

/** What happened to an order that was confirmed: a line voided or given free (by its place), or other lines instead. */
export type Change =
  | { readonly reason: 'VOIDED' | 'COMPED'; readonly line: number }
  | { readonly reason: 'REVISED'; readonly lines: readonly Line[] };

/** A row as the orders table would have it, with the money that moved for it. */
export interface Story {
  readonly orderId: string;
  readonly ending: Ending;
  readonly lines: readonly Line[];
  readonly changes: readonly Change[];
  /** As ordered; each change takes one paisa more off and one less of tax. */
  readonly discount: number;
  readonly tax: number;
  readonly tender: Tender | null;
  readonly tip: number;
  readonly refunded: number | null;
  /** Total of its bill when it was settled. */
  readonly billed: number | null;
  /** Amount of the credit note on its bill. */
  readonly credited: number | null;
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
    changes: [],
    discount: 1_000,
    tax: 3_000,
    tender: 'RAZORPAY',
    tip: 0,
    refunded: null,
    billed: null,
    credited: null,
    placedAt: Date.parse('2026-11-20T13:00:00Z'),
    ...partial,
  };
}

type Untold = CountedFact extends infer Fact ? (Fact extends CountedFact ? Omit<Fact, 'version'> : never) : never;

const numbered = (facts: readonly Untold[]): Told[] =>
  facts.map((fact, index) => ({ eventId: newId(), fact: { ...fact, version: index + 1 } as CountedFact }));

/** A table taken at that outlet and day. */
export function seated(day: Day): Told {
  const [opened] = sitting(day, null);
  if (!opened) throw new Error('A sitting begins by sitting down');
  return opened;
}

/** A table taken at that outlet and day, and free again after so many seconds. */
export function sitting({ outletId, businessDate }: Day, seconds: number | null): Told[] {
  const data = { tableSessionId: newId(), tableId: newId(), tableLabel: 'T1', outletId, businessDate };
  const time = new Date('2026-11-20T12:30:00Z');
  return numbered([
    { type: 'table-session.opened.v1', time, data },
    ...(seconds === null
      ? []
      : [{ type: 'table-session.closed.v1' as const, time: new Date(time.getTime() + seconds * 1000), data }]),
  ]);
}

/** What a station did with a ticket, in milliseconds: from queued to started, from there to ready. */
export interface Cooking {
  readonly station: string;
  readonly waited: number | null;
  readonly cooked: number | null;
  /** So much longer, since it was recalled. */
  readonly again?: number;
  readonly isVoided?: boolean;
  readonly voidOf?: string;
}

/** Everything that is told about a ticket. */
export function cookingOf(
  { station, waited, cooked, again, isVoided, voidOf }: Cooking,
  { outletId, businessDate }: Day,
): Told[] {
  const queuedAt = Date.parse('2026-11-20T13:00:00Z');
  const data = (status: TicketStatus) => ({
    ...{ ticketId: '', orderId: newId(), orderNumber: 'T-1', token: 1, outletId, station, businessDate, status },
    ...{ tableLabel: null, fulfilment: 'DINE_IN', lines: [], voidOf: voidOf ?? null },
  });
  const facts: Untold[] = [{ type: 'ticket.queued.v1', time: new Date(queuedAt), data: data('QUEUED') }];
  if (waited !== null)
    facts.push({ type: 'ticket.started.v1', time: new Date(queuedAt + waited), data: data('STARTED') });
  if (waited !== null && cooked !== null) {
    const readyAt = queuedAt + waited + cooked;
    facts.push({ type: 'ticket.ready.v1', time: new Date(readyAt), data: data('READY') });
    if (again !== undefined)
      facts.push({ type: 'ticket.ready.v1', time: new Date(readyAt + again), data: data('READY') });
  }
  if (isVoided) facts.push({ type: 'ticket.voided.v1', time: new Date(queuedAt + 1), data: data('VOIDED') });
  const ticketId = newId();
  for (const { data: one } of facts) Object.assign(one, { ticketId });
  return numbered(facts);
}

/** Everything that is told about an order and its payment, in the order it happened. */
export function factsOf(story: Story, { outletId, businessDate }: Day): Told[] {
  const { orderId, ending, discount, tax, tender, placedAt } = story;
  let changed = 0;
  let lines = story.lines.map(lineOf);
  const total = () => owed(lines).reduce((sum, line) => sum + line.total, 0);
  const head = (status: OrderStatus) => orderHeadMother({ orderId, outletId, businessDate, status, total: total() });
  const priced = () => ({ lines, discount: discount + changed, tax: tax - changed });
  const at = (minutes: number) => new Date(placedAt + minutes * 60_000);
  const toBeChecked = (minutes: number) => ({
    ...{ ...head('PLACED'), ...priced(), appliedRules: [] },
    holdUntil: at(minutes + 25).toISOString(),
  });

  const facts: Untold[] = [{ type: 'order.placed.v1', time: at(0), data: toBeChecked(0) }];
  if (ending === 'REJECTED')
    facts.push({
      type: 'order.rejected.v1',
      time: at(1),
      data: { ...head('REJECTED'), rejection: { code: 'OUT_OF_STOCK', details: [] } },
    });
  if (ending === 'EXPIRED' || ending === 'REVIVED')
    facts.push({ type: 'order.expired.v1', time: at(1), data: { ...head('EXPIRED'), from: 'AWAITING_PAYMENT' } });
  if (ending === 'REVIVED') facts.push({ type: 'order.revived.v1', time: at(2), data: toBeChecked(2) });
  if (isConfirmed(ending)) {
    facts.push({ type: 'order.confirmed.v1', time: at(2), data: { ...head('CONFIRMED'), token: 1, ...priced() } });
    const moved = { ...head('PREPARING'), from: 'CONFIRMED' as const, by: 'tickets' };
    facts.push({ type: 'order.status-changed.v1', time: at(3), data: moved });
    for (const change of story.changes) {
      const line = change.reason === 'REVISED' ? undefined : lines[change.line];
      if (change.reason !== 'REVISED' && line?.status !== 'ORDERED') continue;
      changed++;
      lines =
        change.reason === 'REVISED'
          ? change.lines.map(lineOf)
          : lines.map((one) => (one === line ? { ...one, status: change.reason } : one));
      const time = at(3 + changed);
      if (line) facts.push(taken(change.reason, time, head('PREPARING'), line));
      const data = { ...head('PREPARING'), reason: change.reason, ...priced() };
      facts.push({ type: 'order.repriced.v1', time, data });
    }
  }
  if (ending === 'CALLED_OFF' || ending === 'WASTED')
    facts.push({
      type: 'order.cancelled.v1',
      time: at(15),
      data: {
        ...head('CANCELLED'),
        ...{ from: isConfirmed(ending) ? 'PREPARING' : 'PLACED', reason: null, by: 'staff' },
      },
    });
  if (ending === 'COMPLETED' || ending === 'REVIVED')
    facts.push({
      type: 'order.status-changed.v1',
      time: at(30),
      data: { ...head('COMPLETED'), from: 'READY', by: 'staff' },
    });
  if (tender !== null) facts.push(...moneyOf(story, tender, { outletId, businessDate }, at));
  if (story.billed !== null) facts.push(settledOf(story, story.billed, { outletId, businessDate }, at(39)));
  if (story.credited !== null) facts.push(creditOf(story, story.credited, { outletId, businessDate }, at(41)));
  return numbered(facts);
}

type OrderedLine = Counted<'order.confirmed.v1'>['data']['lines'][number];

const lineOf = (line: Line, lineIndex: number): OrderedLine => ({
  lineId: newId(),
  lineIndex,
  ...{ variantId: null, name: 'Something', modifiers: [], station: 'curry', gross: line.total, discount: 0, tax: 0 },
  status: 'ORDERED',
  ...line,
});

const owed = (lines: readonly OrderedLine[]) => lines.filter(({ status }) => status === 'ORDERED');

function taken(
  reason: Change['reason'],
  time: Date,
  head: ReturnType<typeof orderHeadMother>,
  line: OrderedLine,
): Untold {
  const data = { ...head, line, reason: 'spilt', by: 'staff' };
  return reason === 'VOIDED'
    ? { type: 'order.line-voided.v1', time, data: { ...data, isPrepared: true } }
    : { type: 'order.line-comped.v1', time, data: { ...data, amount: line.total } };
}

function settledOf({ orderId, tip }: Story, total: number, { outletId, businessDate }: Day, time: Date): Untold {
  const bill = { billId: newId(), orderIds: [orderId], outletId, businessDate, tableSessionId: null };
  return { type: 'bill.settled.v1', time, data: { ...bill, total, paid: total + tip, tips: tip } };
}

function creditOf({ orderId }: Story, amount: number, { outletId, businessDate }: Day, time: Date): Untold {
  const bill = { billId: newId(), orderIds: [orderId], outletId, businessDate, tableSessionId: null, tableLabel: null };
  const data = { ...bill, refundId: newId(), creditNoteNumber: 'IND/C26/1', amount, reason: 'cold', by: 'staff' };
  return { type: 'bill.refunded.v1', time, data };
}

function moneyOf(
  story: Story,
  tender: Tender,
  { outletId, businessDate }: Day,
  at: (minutes: number) => Date,
): Untold[] {
  const { orderId, tip, refunded } = story;
  const payment = {
    ...{ paymentId: newId(), billId: newId(), orderIds: [orderId], outletId, businessDate, tender, tip },
    ...{ amount: paidFor(story), currency: 'INR' as const, providerOrderId: null, providerPaymentId: null },
  };
  const captured = { ...payment, capturedAt: at(2).toISOString() };
  const refund = { ...payment, refundId: newId(), refunded: refunded ?? 0, reason: 'cold' };
  return [
    { type: 'payment.captured.v1', time: at(2), data: captured },
    ...(refunded === null ? [] : [{ type: 'payment.refunded.v1' as const, time: at(40), data: refund }]),
  ];
}

/** Lines as they are in the end, each with whether it is sold, voided or given free; written without the counters. */
function endOf({ lines, changes, ending }: Story) {
  let now = lines.map((line) => ({ ...line, fate: 'SOLD' as 'SOLD' | 'VOIDED' | 'COMPED' }));
  const told = { changes: 0, VOIDED: [] as number[], COMPED: [] as number[] };
  if (isConfirmed(ending))
    for (const change of changes) {
      if (change.reason === 'REVISED') now = change.lines.map((line) => ({ ...line, fate: 'SOLD' }));
      else {
        const line = now[change.line];
        if (line?.fate !== 'SOLD') continue;
        line.fate = change.reason;
        told[change.reason].push(line.total);
      }
      told.changes++;
    }
  const revenue = now.reduce((sum, { fate, total }) => sum + (fate === 'SOLD' ? total : 0), 0);
  return { lines: now, told, revenue };
}

/** What an orders table holding these orders and a ledger holding their payments say: written without the counters. */
export function countsOfStories(stories: readonly Story[]): DayCounts {
  const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
  return stories
    .map((story): Partial<DayCounts> => {
      const { ending, discount, tax, tender, tip, refunded, billed, credited } = story;
      const { told, revenue } = endOf(story);
      const stands = ['CONFIRMED', 'COMPLETED', 'REVIVED'].includes(ending);
      return {
        ordersPlaced: 1,
        ordersConfirmed: isConfirmed(ending) ? 1 : 0,
        ordersRejected: ending === 'REJECTED' ? 1 : 0,
        ordersCancelled: ending === 'CALLED_OFF' || ending === 'WASTED' ? 1 : 0,
        ordersExpired: ending === 'EXPIRED' ? 1 : 0,
        ordersCompleted: ending === 'COMPLETED' || ending === 'REVIVED' ? 1 : 0,
        ...(stands ? { revenue, discount: discount + told.changes, tax: tax - told.changes } : {}),
        ...{ linesVoided: told.VOIDED.length, voided: sum(told.VOIDED) },
        ...{ linesComped: told.COMPED.length, comped: sum(told.COMPED) },
        ...(tender === null
          ? {}
          : { paymentsCaptured: 1, captured: paidFor(story), tips: tip, refunded: refunded ?? 0 }),
        ...(billed === null ? {} : { billsSettled: 1, billed }),
        ...(credited === null ? {} : { billsRefunded: 1, credited }),
      };
    })
    .reduce<DayCounts>(added, nothingCounted);
}

/** Pieces sold or given free per item by orders that stand. */
export function soldOfStories(stories: readonly Story[]): Record<string, number> {
  const sold: Record<string, number> = {};
  for (const story of stories)
    if (['CONFIRMED', 'COMPLETED', 'REVIVED'].includes(story.ending))
      for (const { itemId, quantity, fate } of endOf(story).lines)
        if (fate !== 'VOIDED') sold[itemId] = (sold[itemId] ?? 0) + quantity;
  return sold;
}

/** What was paid: the order as it was placed, and the tip. */
const paidFor = ({ lines, tip }: Story): number => lines.reduce((sum, line) => sum + line.total, tip);

const isConfirmed = (ending: Ending): boolean => ['CONFIRMED', 'COMPLETED', 'WASTED', 'REVIVED'].includes(ending);

const anyLine = fc.record({
  itemId: fc.constantFrom(paneer, dosa, coffee),
  name: fc.constantFrom('Today', 'Tomorrow', 'Yesterday'),
  quantity: fc.integer({ min: 1, max: 9 }),
  total: fc.integer({ min: 0, max: 100_000 }),
});

const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ reason: fc.constantFrom('VOIDED' as const, 'COMPED' as const), line: fc.nat(3) }),
  fc.record({ reason: fc.constant('REVISED' as const), lines: fc.array(anyLine, { minLength: 1, maxLength: 3 }) }),
);

/** Any order with any ending. */
export const anyStory: fc.Arbitrary<Story> = fc.record({
  orderId: fc.uuid({ version: 7 }),
  ending: fc.constantFrom<Ending>(
    ...(['PLACED', 'REJECTED', 'CALLED_OFF', 'EXPIRED', 'CONFIRMED', 'COMPLETED', 'WASTED', 'REVIVED'] as const),
  ),
  lines: fc.array(anyLine, { minLength: 1, maxLength: 4 }),
  changes: fc.array(anyChange, { maxLength: 4 }),
  discount: fc.integer({ min: 0, max: 5_000 }),
  tax: fc.integer({ min: 10, max: 5_000 }),
  tender: fc.constantFrom<(Tender | null)[]>('RAZORPAY', 'CASH', null),
  tip: fc.integer({ min: 0, max: 500 }),
  refunded: fc.option(fc.integer({ min: 0, max: 5_000 })),
  billed: fc.option(fc.integer({ min: 0, max: 100_000 })),
  credited: fc.option(fc.integer({ min: 0, max: 5_000 })),
  placedAt: fc.integer({ min: 0, max: 5 }).map((minute) => Date.parse('2026-11-20T13:00:00Z') + minute * 60_000),
});

const anyTime = (most: number) => fc.integer({ min: 0, max: most });

/** A ticket that went any way through its station. */
export const anyCooking: fc.Arbitrary<Cooking> = fc.record({
  station: fc.constantFrom('curry', 'tandoor'),
  waited: fc.option(anyTime(600_000)),
  cooked: fc.option(anyTime(1_200_000)),
  again: anyTime(300_000),
  isVoided: fc.constantFrom(false, false, true),
});

/** Any day, its facts in any order, some of them twice. */
export const anyTelling = (day: Day): fc.Arbitrary<{ stories: Story[]; told: Told[] }> =>
  fc
    .record({
      stories: fc.uniqueArray(anyStory, { maxLength: 8, selector: ({ orderId }) => orderId }),
      cookings: fc.array(anyCooking, { maxLength: 3 }),
      stays: fc.array(fc.option(anyTime(9_000)), { maxLength: 2 }),
    })
    .map(({ stories, cookings, stays }) => ({
      stories,
      facts: [
        ...stories.flatMap((story) => factsOf(story, day)),
        ...cookings.flatMap((cooking) => cookingOf(cooking, day)),
        ...stays.flatMap((seconds) => sitting(day, seconds)),
      ],
    }))
    .chain(({ stories, facts }) =>
      fc
        .tuple(fc.subarray(facts), fc.boolean())
        .map(([again, isRenamed]) => again.map((told) => (isRenamed ? { ...told, eventId: newId() } : told)))
        .chain((again) => shuffled([...facts, ...again]))
        .map((told) => ({ stories, told })),
    );

const shuffled = <Item>(items: Item[]): fc.Arbitrary<Item[]> =>
  fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length });
