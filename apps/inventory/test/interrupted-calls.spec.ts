import { newId } from '@chowk/kit';
import type { Reply } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningInventory } from './running-inventory.js';

describe('A call whose process died between its commit and its answer', () => {
  let inventory: RunningInventory;
  beforeAll(async () => {
    inventory = await RunningInventory.start();
  });
  afterAll(() => inventory.close());

  /** Makes the call, forgets that it was answered, and makes it again. */
  async function twice(method: 'POST' | 'PATCH', path: string, body: unknown): Promise<[Reply, Reply]> {
    const key = newId();
    const call = () => inventory.it.http.call(method, path, { body, token: inventory.manager, key });
    const first = await call();
    await inventory.it.query(
      `update idempotency set state = 'PENDING', status = null, headers = null, body = null,
              lease_until = now() - interval '1 second' where key = $1`,
      [key],
    );
    return [first, await call()];
  }

  it('finds what it has done: one item, one recipe, goods received once and deducted once', async () => {
    const sku = `s-${newId()}`;
    const asked = { outletId: inventory.outletId, sku, name: 'Ghee', unit: 'g', onHand: 100 };
    const [counted, countedAgain] = await twice('POST', '/inventory/items', asked);
    const stockItemId = String(counted.at('data.id'));
    expect([countedAgain.status, countedAgain.at('data.id')]).toEqual([201, stockItemId]);

    const recipe = { target: 'ITEM', targetId: await inventory.sell(), ingredients: [{ sku, quantity: 5 }] };
    const [written, writtenAgain] = await twice('POST', '/inventory/recipes', recipe);
    expect([writtenAgain.status, writtenAgain.at('data.id')]).toEqual([201, written.at('data.id')]);

    const [, received] = await twice('POST', '/inventory/receive', { stockItemId, quantity: 50 });
    expect([received.status, received.at('data.onHand')]).toEqual([201, 150]);
    const [, deducted] = await twice('PATCH', '/inventory/deduct', { stockItemId, quantity: 30, reason: 'WASTE' });
    expect([deducted.status, deducted.at('data.onHand')]).toEqual([200, 120]);
    const read = await inventory.it.http.get(`/inventory/items/${stockItemId}`, { token: inventory.manager });
    expect(read.at('data.movements')).toMatchObject([{ quantity: -30 }, { quantity: 50 }, { quantity: 100 }]);
  });
});
