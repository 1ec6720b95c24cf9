import { orderView } from '@chowk/contracts';
import { behind, eventually, runningSystem } from '@chowk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { Hold, OtherProcess } from './kill-process.js';
import { Story } from './kill-story.js';

const system = runningSystem();

describe('While an order is placed', () => {
  const undo: (() => unknown)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  const pendingKey = (key: string) => behind(system, 'order', 'select state from idempotency where key = $1', [key]);

  it('the gateway is killed: the same call again has the same order', async () => {
    const story = await Story.begin();
    const inventory = await OtherProcess.of('inventory');
    const gateway = await OtherProcess.of('gateway');
    inventory.freeze();
    undo.push(() => inventory.thaw());
    const cut = story.place().catch((error: unknown) => error);
    const row = await story.row();
    expect(row).toMatchObject({ status: 'PLACED', awaits: ['inventory'] });
    expect(await pendingKey(story.key)).toEqual([{ state: 'PENDING' }]);
    await gateway.kill();
    expect(await cut).toBeInstanceOf(Error);
    inventory.thaw();

    await gateway.replaced();
    const again = await eventually('the call is answered', async () => {
      const reply = await story.place();
      return (reply.status === 201 || reply.status === 202) && reply;
    });
    expect(again.data(orderView).id).toBe(row.id);
    await story.toItsEnd();
  });

  it('order is killed before it has told of it: the same call again has the same order', async () => {
    const story = await Story.begin();
    const order = await OtherProcess.of('order');
    const relay = await Hold.ofRelay('order');
    undo.push(() => relay.release());
    const cut = story.place();
    const row = await story.row();
    expect(row).toMatchObject({ status: 'PLACED', awaits: ['inventory'] });
    const unsent = await behind(system, 'order', 'select type from outbox where aggregate_id = $1', [row.id]);
    expect(unsent).toEqual([{ type: 'order.placed.v1' }]);
    expect(await pendingKey(story.key)).toEqual([{ state: 'PENDING' }]);
    await order.kill();
    expect(await behind(system, 'order', 'select 1 from outbox where aggregate_id = $1', [row.id])).toHaveLength(1);
    expect((await cut).status).toBe(503);
    await relay.release();

    await order.replaced();
    expect((await story.place()).code).toBe('IDEMPOTENCY_IN_PROGRESS');
    // What 30 seconds would do
    await behind(system, 'order', 'update idempotency set lease_until = now() where key = $1', [story.key]);
    const again = await story.place();
    expect(again.data(orderView).id).toBe(row.id);
    await story.toItsEnd();
  });

  it('inventory is killed while it holds what is needed: it is held once', async () => {
    const story = await Story.begin();
    const inventory = await OtherProcess.of('inventory');
    const jamuns = await Hold.of(
      'inventory',
      `select 1 from stock_item where sku = 'gulab-jamun' and outlet_id = $1 for update`,
      [story.outletId],
    );
    undo.push(() => jamuns.release());
    const placing = story.place();
    const row = await story.row();
    await jamuns.isFelt();
    expect(row).toMatchObject({ status: 'PLACED', awaits: ['inventory'] });
    expect(await behind(system, 'inventory', 'select 1 from reservation where id = $1', [row.id])).toEqual([]);
    await inventory.kill();
    await jamuns.release();
    expect((await placing).status).toBe(202);

    await inventory.replaced();
    await story.reached('AWAITING_PAYMENT');
    await story.toItsEnd();
  });

  it('discount is killed before it has noted what was redeemed: it is noted once', async () => {
    const story = await Story.begin();
    const discount = await OtherProcess.of('discount');
    const redemptions = await Hold.of('discount', 'lock table redemption in share mode');
    undo.push(() => redemptions.release());
    const row = await story.placed();
    await redemptions.isFelt();
    expect(row.discount).toBe('1800');
    const redeemed = () =>
      behind(system, 'discount', 'select status, amount::int from redemption where id = $1', [row.id]);
    expect(await redeemed()).toEqual([]);
    await discount.kill();
    await redemptions.release();

    await discount.replaced();
    await story.toItsEnd();
    expect(await redeemed()).toEqual([{ status: 'REDEEMED', amount: 1_800 }]);
  });
});
