import { newId, runInCall } from '@chowk/kit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WantedLine } from '../src/domain/requirement.js';
import { CommitReservation } from '../src/use-cases/commit-reservation.js';
import { DropLine } from '../src/use-cases/drop-line.js';
import { ReleaseReservation } from '../src/use-cases/release-reservation.js';
import { ReserveStock } from '../src/use-cases/reserve-stock.js';
import { ReviseReservation } from '../src/use-cases/revise-reservation.js';
import { RunningInventory } from './running-inventory.js';

const orders = 3;
const lineCount = 3;

interface Step {
  readonly order: number;
  readonly line: number;
  readonly quantity: number;
  readonly deed:
    | 'place'
    | 'confirm'
    | 'void'
    | 'void late'
    | 'revise'
    | 'expire'
    | 'revive'
    | 'cancel'
    | 'cancel late'
    | 'receive'
    | 'waste';
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    order: fc.nat(orders - 1),
    line: fc.nat(lineCount - 1),
    quantity: fc.integer({ min: 1, max: 6 }),
    deed: fc.constantFrom(
      ...(['place', 'place', 'confirm', 'confirm', 'revise', 'revise', 'void', 'void late'] as const),
      ...(['expire', 'revive', 'cancel', 'cancel late', 'receive', 'waste'] as const),
    ),
  }),
  { minLength: 10, maxLength: 30 },
);

interface Book {
  readonly id: string;
  readonly policy: string;
  readonly on_hand: number;
  readonly held: number;
  readonly held_by_orders: number;
  readonly sold_to_orders: number;
  readonly received: number;
  readonly sold: number;
  readonly wasted: number;
  readonly sum_is_running: boolean;
}

describe('Over any sequence of orders and their changes', () => {
  let inventory: RunningInventory;
  beforeAll(async () => {
    inventory = await RunningInventory.start();
  });
  afterAll(() => inventory.close());

  const books = (ids: readonly string[]) =>
    inventory.it.query<Book>(
      `with hold as (
         select r.status, (hold ->> 'stockItemId')::uuid as id, (hold ->> 'quantity')::int as quantity
         from reservation r, jsonb_array_elements(r.holds) as hold)
       select s.id, s.policy, s.on_hand, s.held,
         coalesce((select sum(quantity) from hold where hold.id = s.id and status = 'HELD'), 0)::int as held_by_orders,
         coalesce((select sum(quantity) from hold where hold.id = s.id and status = 'COMMITTED'), 0)::int as sold_to_orders,
         coalesce(sum(m.quantity) filter (where m.kind in ('COUNT', 'RECEIVE')), 0)::int as received,
         coalesce(-sum(m.quantity) filter (where m.kind in ('SALE', 'RETURN')), 0)::int as sold,
         coalesce(-sum(m.quantity) filter (where m.kind = 'WASTE'), 0)::int as wasted,
         coalesce((select bool_and(on_hand = running) from (
           select on_hand, sum(quantity) over (order by id) as running from movement where stock_item_id = s.id) as each), true)
           as sum_is_running
       from stock_item s left join movement m on m.stock_item_id = s.id where s.id = any($1)
       group by s.tenant_id, s.id order by s.id`,
      [ids],
    );

  it('what is on hand, sold and wasted is what was received, to the gram; what is held is held by orders', async () => {
    const blocking = await inventory.stocked(20, 3);
    const warning = await inventory.stocked(20, 7, { policy: 'WARN', unit: 'g' });
    const ids = [blocking.stockItemId, warning.stockItemId];
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await inventory.post('/inventory/receive', { stockItemId: blocking.stockItemId, quantity: 20 });
        const run = new Run(inventory, [blocking.itemId, warning.itemId], ids);
        for (const step of sequence) await run.take(step);
        for (const book of await books(ids)) {
          expect(book.on_hand + book.sold + book.wasted).toBe(book.received);
          expect(book.held).toBe(book.held_by_orders);
          expect(book.sold).toBe(book.sold_to_orders);
          expect(book.sum_is_running).toBe(true);
          if (book.policy === 'BLOCK') expect(book.on_hand).toBeGreaterThanOrEqual(book.held);
        }
      }),
      // What is in the database stays as the failed sequence left it: a shorter one would tell nothing
      { numRuns: 20, endOnFailure: true },
    );
  });
});

/** One sequence: applies what the order service could say, to orders in whatever state they are. */
class Run {
  private readonly orderIds = Array.from({ length: orders }, () => newId());
  private readonly lines = this.orderIds.map(() => Array.from({ length: lineCount }, () => newId()));
  private revision = 0;

  constructor(
    private readonly inventory: RunningInventory,
    private readonly items: readonly string[],
    private readonly stockItemIds: readonly string[],
  ) {}

  /** What may not be done in that state is refused, and changes nothing. */
  async take(step: Step): Promise<void> {
    const { id: tenantId } = this.inventory.tenant;
    await runInCall({ tenantId }, () => this.deed(step)).catch((error: unknown) => {
      if (!(error instanceof Error) || !/NOT_FOUND|not held|STOCK_TOO_LOW/.test(error.message)) throw error;
    });
  }

  private async deed({ order, line, quantity, deed }: Step): Promise<void> {
    const { app } = this.inventory.it;
    const orderId = this.orderIds[order] ?? '';
    const { outletId } = this.inventory;
    const lineId = this.lines[order]?.[line] ?? '';
    const orderedOn = '2026-01-10';
    const placed = {
      orderId,
      orderedOn,
      outletId,
      lines: this.wanted(order, quantity),
      holdUntil: new Date(Date.now() + 900_000),
    };
    const release = { orderId, outletId };
    const stockItemId = this.stockItemIds[line % 2] ?? '';
    const releasing = app.get(ReleaseReservation);
    if (deed === 'place') await app.get(ReserveStock).run(placed);
    if (deed === 'revive') await app.get(ReserveStock).revive(placed);
    if (deed === 'confirm') await app.get(CommitReservation).run({ orderId, orderedOn });
    if (deed === 'revise')
      await app
        .get(ReviseReservation)
        .run({ ...placed, revision: (this.revision += 1), lines: this.wanted(order, quantity + line) });
    if (deed === 'void' || deed === 'void late')
      await app.get(DropLine).run({ orderId, orderedOn, lineId, isPrepared: deed === 'void late', reason: 'test' });
    if (deed === 'expire') await releasing.run({ ...release, reason: 'EXPIRED' });
    if (deed === 'cancel') await releasing.run({ ...release, reason: 'CANCELLED' });
    if (deed === 'cancel late') await releasing.run({ ...release, reason: 'CANCELLED', isPrepared: true });
    if (deed === 'receive') await this.inventory.post('/inventory/receive', { stockItemId, quantity });
    if (deed === 'waste')
      await this.inventory.it.http.patch('/inventory/deduct', {
        body: { stockItemId, quantity, reason: 'WASTE' },
        token: this.inventory.manager,
      });
  }

  /** One to three lines of the order, by the quantity. */
  private wanted(order: number, quantity: number): WantedLine[] {
    const ids = (this.lines[order] ?? []).slice(0, 1 + (quantity % lineCount));
    return ids.map((lineId, lineIndex) => ({
      ...{ lineId, lineIndex, variantId: null, modifiers: [] },
      itemId: this.items[lineIndex % 2] ?? '',
      quantity: 1 + ((quantity + lineIndex) % 4),
    }));
  }
}
