import { newId, runInCall } from '@chowk/kit';
import { assertTenantIsolation, eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExpireHolds } from '../src/use-cases/expire-holds.js';
import { ReleaseReservation } from '../src/use-cases/release-reservation.js';
import { RunningInventory } from './running-inventory.js';

/** Inventory on real PostgreSQL, Redis and Kafka; the order service is played by the test. */
describe('Reservations', () => {
  let inventory: RunningInventory;
  beforeAll(async () => {
    inventory = await RunningInventory.start();
  });
  afterAll(() => inventory.close());

  it('hold what an order needs until it is confirmed, then take it out of the stock', async () => {
    const { itemId, stockItemId } = await inventory.stocked(10);
    const orderId = newId();
    await inventory.placed(orderId, [{ itemId, quantity: 3 }]);
    expect(await inventory.answer('inventory.reserved.v1', orderId)).toMatchObject({ orderId });
    expect(await inventory.level(stockItemId)).toEqual([10, 3]);

    await inventory.confirmed(orderId);
    await inventory.answer('inventory.committed.v1', orderId);
    expect(await inventory.level(stockItemId)).toEqual([7, 0]);
    const item = await inventory.it.http.get(`/inventory/items/${stockItemId}`, { token: inventory.manager });
    expect(item.at('data.movements.0')).toMatchObject({ kind: 'SALE', quantity: -3, onHand: 7, orderId });
  });

  it('hold all lines or none, and say which line is short', async () => {
    const plenty = await inventory.stocked(100);
    const scarce = await inventory.stocked(5, 2);
    const orderId = newId();
    await inventory.placed(orderId, [
      { itemId: plenty.itemId, quantity: 1 },
      { itemId: scarce.itemId, quantity: 3 },
    ]);
    expect(await inventory.answer('inventory.rejected.v1', orderId)).toMatchObject({
      short: [{ lineIndex: 1, itemId: scarce.itemId, requested: 3, available: 2 }],
    });
    expect(await inventory.level(plenty.stockItemId)).toEqual([100, 0]);
    expect(await inventory.level(scarce.stockItemId)).toEqual([5, 0]);
  });

  it('are made for what nobody counts, without holding anything', async () => {
    const orderId = newId();
    await inventory.placed(orderId, [{ itemId: newId(), quantity: 9 }]);
    await inventory.answer('inventory.reserved.v1', orderId);
  });

  it('are made once although the order is told twice, under one event id or two', async () => {
    const { itemId, stockItemId } = await inventory.stocked(10);
    const orderId = newId();
    const lines = [{ itemId, quantity: 4 }];
    await inventory.placed(orderId, lines, undefined, 2);
    await inventory.placed(orderId, lines);
    await inventory.confirmed(orderId);
    await inventory.confirmed(orderId);
    await inventory.answer('inventory.committed.v1', orderId);
    await eventually('it was taken once', async () => (await inventory.level(stockItemId))[0] === 6);
    await inventory.heard.catchUp();
    const said = inventory.heard.messages.filter(({ headers }) => headers['ce_subject'] === orderId);
    expect(said.map(({ headers }) => headers['ce_type'])).toEqual(['inventory.reserved.v1', 'inventory.committed.v1']);
  });

  it.each(['rejected', 'expired'] as const)('are released when the order is %s', async (end) => {
    const { itemId, stockItemId } = await inventory.stocked(10);
    const orderId = newId();
    await inventory.placed(orderId, [{ itemId, quantity: 4 }]);
    await inventory[end](orderId);
    await inventory.answer('inventory.released.v1', orderId);
    expect(await inventory.level(stockItemId)).toEqual([10, 0]);
  });

  it('return to the stock when the order is cancelled before the kitchen began, and not after', async () => {
    const { itemId, stockItemId } = await inventory.stocked(10);
    const [early, late] = [newId(), newId()];
    for (const orderId of [early, late]) {
      await inventory.placed(orderId, [{ itemId, quantity: 2 }]);
      await inventory.confirmed(orderId);
      await inventory.answer('inventory.committed.v1', orderId);
    }
    await inventory.cancelled(late, 'PREPARING');
    await inventory.cancelled(early, 'CONFIRMED');
    await inventory.answer('inventory.released.v1', early);
    expect(await inventory.level(stockItemId)).toEqual([8, 0]);
  });

  it('are never made for an order whose end was heard of first', async () => {
    const { itemId, stockItemId } = await inventory.stocked(10);
    const orderId = newId();
    await inventory.cancelled(orderId, 'PLACED');
    await inventory.placed(orderId, [{ itemId, quantity: 4 }]);
    const after = newId();
    await inventory.placed(after, [{ itemId, quantity: 1 }]);
    await inventory.answer('inventory.reserved.v1', after);
    await eventually('the tombstone stands', async () => {
      const rows = await inventory.it.query('select 1 from reservation where id = $1 and status = $2', [
        orderId,
        'RELEASED',
      ]);
      return rows.length === 1;
    });
    expect(await inventory.level(stockItemId)).toEqual([10, 1]);
  });

  it('end by themselves after their time', async () => {
    const { itemId, stockItemId } = await inventory.stocked(10);
    const orderId = newId();
    await inventory.placed(orderId, [{ itemId, quantity: 4 }], new Date(Date.now() - 1_000));
    await inventory.answer('inventory.reserved.v1', orderId);
    await inventory.it.app.get(ExpireHolds).run();
    expect(await inventory.answer('inventory.released.v1', orderId)).toMatchObject({ reason: 'HOLD_EXPIRED' });
    expect(await inventory.level(stockItemId)).toEqual([10, 0]);
  });

  it('that became certain while its time was over keeps what it took', async () => {
    const { itemId, stockItemId } = await inventory.stocked(5);
    const orderId = newId();
    const { outletId, tenant } = inventory;
    await inventory.placed(orderId, [{ itemId, quantity: 2 }]);
    await inventory.answer('inventory.reserved.v1', orderId);
    await inventory.confirmed(orderId);
    await inventory.answer('inventory.committed.v1', orderId);
    const seenBefore = { orderId, outletId, reason: 'HOLD_EXPIRED', overdueAt: new Date() } as const;
    await runInCall({ tenantId: tenant.id }, () => inventory.it.app.get(ReleaseReservation).run(seenBefore));
    expect(await inventory.level(stockItemId)).toEqual([3, 0]);
    expect((await inventory.said(orderId)).map(([type]) => type)).not.toContain('inventory.released.v1');
  });

  it('take their stock on their own day when their outlet is told of after them', async () => {
    const { itemId, stockItemId } = await inventory.stocked(5);
    const orderId = newId();
    await inventory.placed(orderId, [{ itemId, quantity: 2 }]);
    await inventory.answer('inventory.reserved.v1', orderId);
    await inventory.it.query('delete from known_outlet where id = $1', [inventory.outletId]);
    try {
      await inventory.confirmed(orderId);
      await inventory.answer('inventory.committed.v1', orderId);
    } finally {
      await inventory.openOutlet(inventory.outletId);
    }
    expect(await inventory.level(stockItemId)).toEqual([3, 0]);
  });

  it('never oversell: of 40 orders for 10 pieces exactly 10 hold one', async () => {
    const { itemId, stockItemId } = await inventory.stocked(10);
    const orders = Array.from({ length: 40 }, () => newId());
    await Promise.all(orders.map((orderId) => inventory.placed(orderId, [{ itemId, quantity: 1 }])));
    await eventually('all are answered', async () => {
      const rows = await inventory.it.query('select 1 from reservation where id = any($1)', [orders]);
      return rows.length === orders.length;
    });
    const held = await inventory.it.query(`select 1 from reservation where id = any($1) and status = 'HELD'`, [orders]);
    expect(held).toHaveLength(10);
    expect(await inventory.level(stockItemId)).toEqual([10, 10]);
  });

  it('that ended cannot be committed: a person has to look', async () => {
    const { itemId, stockItemId } = await inventory.stocked(10);
    const orderId = newId();
    await inventory.placed(orderId, [{ itemId, quantity: 4 }]);
    await inventory.expired(orderId);
    await inventory.confirmed(orderId);
    await eventually(
      'the confirmation is a dead letter',
      async () => {
        const rows = await inventory.it.query(`select 1 from dead_letter where key like $1`, [`%:${orderId}`]);
        return rows.length > 0;
      },
      { timeout: 20_000 },
    );
    expect(await inventory.level(stockItemId)).toEqual([10, 0]);
  });

  it('tell when a stock item falls to its reorder level and when nothing is left', async () => {
    const { itemId, stockItemId } = await inventory.stocked(3);
    await inventory.it.http.patch(`/inventory/items/${stockItemId}`, {
      body: { reorderLevel: 2 },
      token: inventory.manager,
    });
    const orderId = newId();
    await inventory.placed(orderId, [{ itemId, quantity: 3 }]);
    await inventory.confirmed(orderId);
    expect(await inventory.answer('stock.low.v1', stockItemId)).toMatchObject({ onHand: 0, reorderLevel: 2 });
    expect(await inventory.answer('stock.out.v1', stockItemId)).toMatchObject({ itemIds: [itemId] });
  });

  it('belong to one tenant', async () => {
    await assertTenantIsolation(inventory.it.database);
  });
});
