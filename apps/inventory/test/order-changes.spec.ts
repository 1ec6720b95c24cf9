import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningInventory, type Asked } from './running-inventory.js';

/** Inventory on real servers; the order service is played by the test. */
describe('An order that changes', () => {
  let inventory: RunningInventory;
  beforeAll(async () => {
    inventory = await RunningInventory.start();
  });
  afterAll(() => inventory.close());

  const line = (itemId: string, quantity: number): Asked => ({ lineId: newId(), itemId, quantity });

  /** An order that holds its lines, or that has taken them. */
  async function order(lines: readonly Asked[], isConfirmed: boolean): Promise<string> {
    const orderId = newId();
    await inventory.placed(orderId, lines);
    await inventory.answer('inventory.reserved.v1', orderId);
    if (!isConfirmed) return orderId;
    await inventory.confirmed(orderId);
    await inventory.answer('inventory.committed.v1', orderId);
    return orderId;
  }

  const revised = (type: 'reserved' | 'rejected', orderId: string, revision: number) =>
    inventory.answer(`inventory.${type}.v1`, orderId, (data) => data['revision'] === revision);
  const reservation = async (orderId: string) =>
    (await inventory.it.query<{ status: string }>('select status from reservation where id = $1', [orderId]))[0]
      ?.status;
  /** Waits until all that was told of the order before is handled. */
  const handled = async (orderId: string) => {
    await inventory.revisionAsked(orderId, 1_000_000, []);
    await revised('reserved', orderId, 1_000_000);
  };

  describe('by a line that is not wanted any more', () => {
    it('holds less, although it is told twice', async () => {
      const { itemId, stockItemId } = await inventory.stocked(10, 2);
      const [kept, dropped] = [line(itemId, 1), line(itemId, 3)];
      const orderId = await order([kept, dropped], false);
      await inventory.voided(orderId, dropped, false, 2);
      await inventory.voided(orderId, dropped, false);
      await eventually('it holds the other line alone', async () => (await inventory.level(stockItemId))[1] === 2);
      await inventory.confirmed(orderId);
      await inventory.answer('inventory.committed.v1', orderId);
      expect(await inventory.level(stockItemId)).toEqual([8, 0]);
    });

    it('gets back what it took of the stock before the kitchen began', async () => {
      const { itemId, stockItemId } = await inventory.stocked(10, 2, { cost: 10_000 });
      const [kept, dropped] = [line(itemId, 1), line(itemId, 3)];
      const orderId = await order([kept, dropped], true);
      await inventory.voided(orderId, dropped, false, 2);
      await inventory.voided(orderId, dropped, false);
      await eventually('it is back', async () => (await inventory.level(stockItemId))[0] === 8);
      await inventory.cancelled(orderId, 'CONFIRMED');
      await inventory.answer('inventory.released.v1', orderId);
      expect(await inventory.movements(stockItemId)).toEqual([
        ['COUNT', 10, 10_000, null],
        ['SALE', -8, -8_000, null],
        ['RETURN', 6, 6_000, 'dropped'],
        ['RETURN', 2, 2_000, 'left'],
      ]);
    });

    it('wastes what was used, with its reason and its cost, and stock that was gone stays gone', async () => {
      const { itemId, stockItemId } = await inventory.stocked(4, 1, { cost: 2_000 });
      const dropped = line(itemId, 4);
      const orderId = await order([dropped], true);
      await inventory.voided(orderId, dropped, true, 2);
      await inventory.voided(orderId, dropped, true);
      await inventory.answer('stock.moved.v1', stockItemId, ({ kind }) => kind === 'WASTE');
      await inventory.cancelled(orderId, 'PREPARING');
      await eventually('the order has nothing', async () => (await reservation(orderId)) === 'RELEASED');
      expect(await inventory.movements(stockItemId)).toEqual([
        ['COUNT', 4, 2_000, null],
        ['SALE', -4, -2_000, null],
        ['RETURN', 4, 2_000, 'dropped'],
        ['WASTE', -4, -2_000, 'dropped'],
      ]);
      expect(await inventory.level(stockItemId)).toEqual([0, 0]);
      const said = (await inventory.said(stockItemId)).filter(([type]) => type !== 'stock.moved.v1');
      // Held, then sold; that it was wasted changes nothing about what can be had
      expect(said.map(([type]) => type)).toEqual(['stock.back.v1', 'stock.out.v1', 'stock.low.v1']);
      const waste = (await inventory.said(stockItemId)).find(([, { kind }]) => kind === 'WASTE')?.[1];
      expect(waste).toMatchObject({ quantity: -4, cost: -2_000, reason: 'dropped', orderId, onHand: 0 });
    });

    it('changes nothing by a line nobody knows', async () => {
      const { itemId, stockItemId } = await inventory.stocked(10);
      const orderId = await order([line(itemId, 4)], true);
      await inventory.voided(orderId, line(itemId, 4), false);
      await inventory.cancelled(orderId, 'CONFIRMED');
      await inventory.answer('inventory.released.v1', orderId);
      expect(await inventory.level(stockItemId)).toEqual([10, 0]);
      expect(await inventory.movements(stockItemId)).toHaveLength(3);
    });
  });

  it('that is called off after the kitchen began wastes all of it, once', async () => {
    const { itemId, stockItemId } = await inventory.stocked(10, 1, { cost: 1_000 });
    const orderId = await order([line(itemId, 3)], true);
    await inventory.cancelled(orderId, 'READY');
    await inventory.cancelled(orderId, 'READY');
    await inventory.answer('stock.moved.v1', stockItemId, ({ kind }) => kind === 'WASTE');
    const after = await order([line(itemId, 1)], false);
    await inventory.rejected(after);
    await inventory.answer('inventory.released.v1', after);
    expect(await inventory.movements(stockItemId)).toEqual([
      ['COUNT', 10, 1_000, null],
      ['SALE', -3, -300, null],
      ['RETURN', 3, 300, 'left'],
      ['WASTE', -3, -300, 'left'],
    ]);
    expect(await inventory.level(stockItemId)).toEqual([7, 0]);
  });

  describe('by a revision', () => {
    it.each([
      ['holds', false, [10, 7]],
      ['takes', true, [3, 0]],
    ] as const)('%s what it needs besides, and answers with the revision', async (_, isConfirmed, level) => {
      const { itemId, stockItemId } = await inventory.stocked(10);
      const first = line(itemId, 4);
      const orderId = await order([first], isConfirmed);
      const lines = [first, line(itemId, 3)];
      await inventory.revisionAsked(orderId, 1, lines, 2);
      await inventory.revisionAsked(orderId, 1, lines);
      expect(await revised('reserved', orderId, 1)).toMatchObject({ orderId, outletId: inventory.outletId });
      await handledTwice(orderId, lines);
      expect(await inventory.level(stockItemId)).toEqual([...level]);
      const answers = (await inventory.said(orderId)).filter(([, { revision }]) => revision === 1);
      expect(answers.map(([type]) => type)).toEqual(['inventory.reserved.v1']);
    });

    /** The same lines under the next revision: answered, and nothing moves. */
    async function handledTwice(orderId: string, lines: readonly Asked[]): Promise<void> {
      await inventory.revisionAsked(orderId, 2, lines);
      await revised('reserved', orderId, 2);
    }

    it.each([
      ['holds', false],
      ['has', true],
    ] as const)('is refused as a whole when something is short; it %s what it had', async (_, isConfirmed) => {
      const plenty = await inventory.stocked(100);
      const scarce = await inventory.stocked(5);
      const lines = [line(plenty.itemId, 1), line(scarce.itemId, 2)] as const;
      const orderId = await order(lines, isConfirmed);
      const before = [await inventory.level(plenty.stockItemId), await inventory.level(scarce.stockItemId)];
      const more = [line(plenty.itemId, 50), lines[1], line(scarce.itemId, 4)];
      await inventory.revisionAsked(orderId, 1, more);
      expect(await revised('rejected', orderId, 1)).toMatchObject({
        short: [{ lineIndex: 2, itemId: scarce.itemId, requested: 4, available: 3 }],
      });
      expect([await inventory.level(plenty.stockItemId), await inventory.level(scarce.stockItemId)]).toEqual(before);
      await inventory.revisionAsked(orderId, 2, lines);
      await revised('reserved', orderId, 2);
      expect([await inventory.level(plenty.stockItemId), await inventory.level(scarce.stockItemId)]).toEqual(before);
    });

    it('may use for other lines what it gives up itself', async () => {
      const { itemId, stockItemId } = await inventory.stocked(5);
      const orderId = await order([line(itemId, 5)], true);
      await inventory.revisionAsked(orderId, 1, [line(itemId, 4)]);
      await revised('reserved', orderId, 1);
      expect(await inventory.level(stockItemId)).toEqual([1, 0]);
      await inventory.revisionAsked(orderId, 2, [line(itemId, 2), line(itemId, 3)]);
      await revised('reserved', orderId, 2);
      expect(await inventory.level(stockItemId)).toEqual([0, 0]);
      expect(await inventory.movements(stockItemId)).toEqual([
        ['COUNT', 5, 0, null],
        ['SALE', -5, 0, null],
        ['RETURN', 1, 0, null],
        ['SALE', -1, 0, null],
      ]);
    });

    it('leaves to its old lines what they took, although the recipe has changed', async () => {
      const { itemId, stockItemId, sku } = await inventory.stocked(100, 10);
      const kept = line(itemId, 2);
      const orderId = await order([kept], true);
      const recipes = await inventory.it.query<{ id: string }>('select id from recipe where target_id = $1', [itemId]);
      const body = { ingredients: [{ sku, quantity: 1 }] };
      await inventory.it.http.patch(`/inventory/recipes/${recipes[0]?.id}`, { body, token: inventory.manager });
      await inventory.revisionAsked(orderId, 1, [kept, line(itemId, 3)]);
      await revised('reserved', orderId, 1);
      expect(await inventory.level(stockItemId)).toEqual([77, 0]);
      await inventory.voided(orderId, kept, false);
      await handled(orderId);
      expect(await inventory.level(stockItemId)).toEqual([100, 0]);
    });

    it('that is older than one answered, or of an order that is over, is not answered', async () => {
      const { itemId, stockItemId } = await inventory.stocked(10);
      const first = line(itemId, 2);
      const orderId = await order([first], true);
      await inventory.revisionAsked(orderId, 3, [first, line(itemId, 1)]);
      await revised('reserved', orderId, 3);
      await inventory.revisionAsked(orderId, 2, [line(itemId, 9)]);
      await inventory.cancelled(orderId, 'CONFIRMED');
      await inventory.answer('inventory.released.v1', orderId);
      await inventory.revisionAsked(orderId, 4, [line(itemId, 9)]);
      const after = await order([line(itemId, 1)], false);
      expect(after).not.toBe(orderId);
      await eventually('the stock is as before', async () => (await inventory.level(stockItemId))[0] === 10);
      const answers = (await inventory.said(orderId)).map(([, { revision }]) => revision);
      expect(answers.filter((revision) => revision === 2 || revision === 4)).toEqual([]);
    });
  });

  describe('after it had expired', () => {
    it('is held again when it is paid after all, once, and can be confirmed', async () => {
      const { itemId, stockItemId } = await inventory.stocked(10);
      const lines = [line(itemId, 4)];
      const orderId = await order(lines, false);
      await inventory.expired(orderId);
      await inventory.answer('inventory.released.v1', orderId);
      await inventory.revived(orderId, lines, 2);
      await inventory.revived(orderId, lines);
      await inventory.confirmed(orderId);
      await inventory.answer('inventory.committed.v1', orderId);
      expect(await inventory.level(stockItemId)).toEqual([6, 0]);
      expect((await inventory.said(orderId)).map(([type]) => type)).toEqual([
        'inventory.reserved.v1',
        'inventory.released.v1',
        'inventory.reserved.v1',
        'inventory.committed.v1',
      ]);
    });

    it('is refused when somebody else has bought it meanwhile', async () => {
      const { itemId, stockItemId } = await inventory.stocked(5);
      const lines = [line(itemId, 4)];
      const orderId = await order(lines, false);
      await inventory.expired(orderId);
      await inventory.answer('inventory.released.v1', orderId);
      await order([line(itemId, 3)], true);
      await inventory.revived(orderId, lines);
      expect(await inventory.answer('inventory.rejected.v1', orderId)).toMatchObject({
        short: [{ lineIndex: 0, itemId, requested: 4, available: 2 }],
      });
      expect([await inventory.level(stockItemId), await reservation(orderId)]).toEqual([[2, 0], 'REJECTED']);
    });

    it('is not held again when it was called off instead', async () => {
      const { itemId, stockItemId } = await inventory.stocked(5);
      const lines = [line(itemId, 4)];
      const orderId = await order(lines, false);
      await inventory.cancelled(orderId, 'AWAITING_PAYMENT');
      await inventory.answer('inventory.released.v1', orderId);
      await inventory.revived(orderId, lines);
      await order([line(itemId, 1)], false);
      await inventory.heard.catchUp();
      expect(await inventory.level(stockItemId)).toEqual([5, 1]);
    });
  });
});
