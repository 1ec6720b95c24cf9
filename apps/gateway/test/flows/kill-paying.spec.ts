import { randomUUID } from 'node:crypto';
import { drawerView, paymentView } from '@chowk/contracts';
import { behind, eventually, runningSystem } from '@chowk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { withoutDrawer } from './counter.js';
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

  it('order is killed while the paid bill gets its invoice: it is confirmed and invoiced once, without a gap', async () => {
    const story = await Story.begin();
    const { id, bill_id: billId } = await story.placed();
    const order = await OtherProcess.of('order');
    const series = await Hold.of('order', 'lock table tax_document_counter in share mode');
    undo.push(() => series.release());
    const last = () =>
      behind<{ last: number }>(
        system,
        'order',
        `select last from tax_document_counter where outlet_id = $1 and series = 'I' order by financial_year desc limit 1`,
        [story.outletId],
      );
    const documents = () =>
      behind<{ sequence: number }>(system, 'order', 'select sequence from tax_document where bill_id = $1', [billId]);
    const bill = () => behind(system, 'order', 'select status, paid::int from bill where id = $1', [billId]);
    const before = await last();
    await story.payWithoutReport();
    await series.isFelt();
    expect(await bill()).toEqual([{ status: 'OPEN', paid: 0 }]);
    const statuses = await behind(system, 'payment', 'select status from payment where bill_id = $1', [billId]);
    expect(statuses).toEqual([{ status: 'CAPTURED' }]);
    await order.kill();
    expect((await story.row()).status).toBe('AWAITING_PAYMENT');
    expect(await behind(system, 'order', 'select 1 from ticket where order_id = $1', [id])).toEqual([]);
    expect([await bill(), await documents(), await last()]).toEqual([[{ status: 'OPEN', paid: 0 }], [], before]);
    await series.release();

    await order.replaced();
    await story.reached('CONFIRMED');
    await story.toItsEnd();
    expect(await bill()).toEqual([{ status: 'SETTLED', paid: story.payable }]);
    expect(await documents()).toEqual([{ sequence: (before[0]?.last ?? 0) + 1 }]);
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

  it('payment is killed while a cashier takes cash: the same call again has taken it once', async () => {
    const story = await Story.begin();
    const cashier = await story.restaurant.staff('cashier');
    await withoutDrawer(cashier, story.outletId);
    const { id: orderId, bill_id: billId } = await story.placed();
    const opened = await cashier.post('/drawers', { outletId: story.outletId, openingFloat: 10_000 });
    const { id: drawerId } = opened.data(drawerView);
    const payment = await OtherProcess.of('payment');
    const drawer = await Hold.of('payment', 'select 1 from drawer where id = $1 for update', [drawerId]);
    undo.push(() => drawer.release());
    await eventually(
      'payment has heard of the order',
      async () => (await cashier.get(`/payments/order/${orderId}`)).status === 200,
    );
    const key = randomUUID();
    const take = () => cashier.post('/payments/confirm-cash', { orderId, tendered: 100_000 }, key);
    const cut = take();
    await drawer.isFelt();
    const taken = () =>
      behind(system, 'payment', 'select tender, captured::int from payment where bill_id = $1', [billId]);
    const inDrawer = () => behind(system, 'payment', 'select cash_in::int from drawer where id = $1', [drawerId]);
    expect([await taken(), await inDrawer()]).toEqual([[], [{ cash_in: 0 }]]);
    expect((await story.row()).status).toBe('AWAITING_PAYMENT');
    await payment.kill();
    expect([await taken(), await inDrawer()]).toEqual([[], [{ cash_in: 0 }]]);
    expect((await cut).status).toBe(503);
    await drawer.release();

    await payment.replaced();
    const again = (await take()).data(paymentView);
    expect(again).toMatchObject({ amount: story.payable, change: 100_000 - story.payable });
    await story.reached('CONFIRMED');
    expect((await take()).data(paymentView).id).toBe(again.id);
    await story.toItsEnd();
    expect([await taken(), await inDrawer()]).toEqual([
      [{ tender: 'CASH', captured: story.payable }],
      [{ cash_in: story.payable }],
    ]);
    await withoutDrawer(cashier, story.outletId);
  });
});
