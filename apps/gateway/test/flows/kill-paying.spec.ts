import { behind, eventually, runningSystem } from '@chowk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { Hold, OtherProcess } from './kill-process.js';
import { Story } from './kill-story.js';

const system = runningSystem();

describe('While an order is paid', () => {
  const undo: (() => unknown)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  it('payment is killed between the webhook and its effect: the money is booked once', async () => {
    const story = await Story.begin();
    const { bill_id: billId } = await story.placed();
    const payment = await OtherProcess.of('payment');
    const { paymentId } = await story.beginToPay();
    const row = await Hold.of('payment', 'select 1 from payment where id = $1 for update', [paymentId]);
    undo.push(() => row.release());
    await story.payWithoutReport();
    const webhooks = () =>
      behind<{ state: string }>(
        system,
        'payment',
        `select state from webhook_delivery where event = 'payment.captured' and provider_payment_id is not null
           and received_at > now() - interval '1 minute' and encode(body, 'escape') like '%' ||
             (select provider_order_id from payment where id = $1) || '%'`,
        [paymentId],
      );
    await eventually('the webhook is there', async () => (await webhooks()).length === 1);
    await row.isFelt();
    expect(await webhooks()).toEqual([{ state: 'RECEIVED' }]);
    const statuses = await behind(system, 'payment', 'select status from payment where bill_id = $1', [billId]);
    expect(statuses).toEqual([{ status: 'CREATED' }]);
    expect((await story.row()).status).toBe('AWAITING_PAYMENT');
    await payment.kill();
    expect(await webhooks()).toEqual([{ state: 'RECEIVED' }]);
    await row.release();

    await payment.replaced();
    await story.reached('CONFIRMED');
    await story.toItsEnd();
    // The restarted service asks Razorpay by itself as well; whichever comes second finds nothing to do
    const [webhook] = await webhooks();
    expect(['DONE', 'IGNORED']).toContain(webhook?.state);
  });

  it('order is killed after the money arrived: it is confirmed once', async () => {
    const story = await Story.begin();
    const { id, bill_id: billId } = await story.placed();
    const order = await OtherProcess.of('order');
    const bill = await Hold.of('order', 'select 1 from bill where id = $1 for update', [billId]);
    undo.push(() => bill.release());
    await story.payWithoutReport();
    await eventually('the money is captured', async () => {
      const [row] = await behind<{ status: string }>(
        system,
        'payment',
        'select status from payment where bill_id = $1',
        [billId],
      );
      return row?.status === 'CAPTURED';
    });
    await bill.isFelt();
    expect((await story.row()).status).toBe('AWAITING_PAYMENT');
    expect(await behind(system, 'order', 'select 1 from ticket where order_id = $1', [id])).toEqual([]);
    await order.kill();
    expect((await story.row()).status).toBe('AWAITING_PAYMENT');
    await bill.release();

    await order.replaced();
    await story.reached('CONFIRMED');
    await story.toItsEnd();
  });

  it('inventory is killed before it has taken what was held: it leaves the stock once', async () => {
    const story = await Story.begin();
    const { id } = await story.placed();
    const inventory = await OtherProcess.of('inventory');
    const reservation = await Hold.of('inventory', 'select 1 from reservation where id = $1 for update', [id]);
    undo.push(() => reservation.release());
    await story.payWithoutReport();
    await story.reached('CONFIRMED');
    await reservation.isFelt();
    const status = () => behind(system, 'inventory', 'select status from reservation where id = $1', [id]);
    expect(await status()).toEqual([{ status: 'HELD' }]);
    await inventory.kill();
    expect(await status()).toEqual([{ status: 'HELD' }]);
    await reservation.release();

    await inventory.replaced();
    await story.toItsEnd();
  });
});
