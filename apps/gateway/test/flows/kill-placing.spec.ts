import { orderView } from '@chowk/contracts';
import { behind, eventually, runningSystem } from '@chowk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { couponOf, usesOf } from './coupons.js';
import { Hold, OtherProcess } from './kill-process.js';
import { Story } from './kill-story.js';
import { Restaurant } from './restaurant.js';

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

  it('inventory and discount are killed while they hold what is needed: it is held once, and the coupon used once', async () => {
    const owner = await new Restaurant().staff('owner');
    const coupon = await couponOf(owner, { gives: { amount: 5_000 }, limits: { total: 1 } });
    const story = await Story.begin(undefined, { couponCode: coupon.code });
    // 500.00 less the coupon, of which 18.00 are the naans', less 10 % of 162.00 for these: 433.80;
    // CGST and SGST of 2.5 %, each rounded on each line: 21.70; 455.50 is rounded up
    story.payable = 45_600;
    await story.isPriced();
    const [inventory, discount] = [await OtherProcess.of('inventory'), await OtherProcess.of('discount')];
    const jamuns = await Hold.of(
      'inventory',
      `select 1 from stock_item where sku = 'gulab-jamun' and outlet_id = $1 for update`,
      [story.outletId],
    );
    undo.push(() => jamuns.release());
    const uses = await Hold.of('discount', 'lock table redemption in share mode');
    undo.push(() => uses.release());
    const placing = story.place();
    const row = await story.row();
    await Promise.all([jamuns.isFelt(), uses.isFelt()]);
    expect(row).toMatchObject({ status: 'PLACED', awaits: ['inventory', 'discount'], discount: '6620' });
    const redeemed = () =>
      behind(system, 'discount', 'select status, amount::int from redemption where id = $1', [row.id]);
    expect(await behind(system, 'inventory', 'select 1 from reservation where id = $1', [row.id])).toEqual([]);
    expect(await redeemed()).toEqual([]);
    await Promise.all([inventory.kill(), discount.kill()]);
    await Promise.all([jamuns.release(), uses.release()]);
    expect((await placing).status).toBe(202);

    await Promise.all([inventory.replaced(), discount.replaced()]);
    await story.reached('AWAITING_PAYMENT');
    await story.toItsEnd();
    expect(await redeemed()).toEqual([{ status: 'REDEEMED', amount: 6_620 }]);
    expect(await usesOf(owner, coupon)).toEqual({ uses: 1, given: 5_000 });
  });

  it('inventory is killed while an order is changed: it is changed once, and what it needs is held once', async () => {
    const story = await Story.begin();
    const { id } = await story.placed();
    const inventory = await OtherProcess.of('inventory');
    const batter = await Hold.of(
      'inventory',
      `select 1 from stock_item where sku = 'dosa-batter' and outlet_id = $1 for update`,
      [story.outletId],
    );
    undo.push(() => batter.release());
    const held = () =>
      behind<{ revision: number; held: number }>(
        system,
        'inventory',
        `select r.revision, (hold ->> 'quantity')::int as held from reservation r, jsonb_array_elements(r.holds) hold
         join stock_item s on s.id = (hold ->> 'stockItemId')::uuid where r.id = $1 and s.sku = 'dosa-batter'`,
        [id],
      );
    const pending = () =>
      behind(system, 'order', 'select revision, pending_revision is not null as waits from orders where id = $1', [id]);
    const before = await held();
    const changing = story.changed();
    await batter.isFelt();
    expect(await pending()).toEqual([{ revision: 1, waits: true }]);
    expect(await held()).toEqual(before);
    await inventory.kill();
    await batter.release();
    expect((await changing).status).toBe(202);

    await inventory.replaced();
    await eventually(
      'the change is made',
      async () => {
        const [row] = await behind<{ waits: boolean }>(
          system,
          'order',
          'select pending_revision is not null as waits from orders where id = $1',
          [id],
        );
        return row?.waits === false;
      },
      { timeout: 20_000 },
    );
    expect(before.map(({ held: grams }) => grams)).toEqual([300]);
    expect(await held()).toEqual([{ revision: 1, held: 450 }]);
    await story.toItsEnd();
  });
});
