import Razorpay from 'razorpay';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { control } from './control.js';
import { INTELLIDINE, simulatorWithReceiver } from './razorpay.mother.js';

let shop: Awaited<ReturnType<typeof simulatorWithReceiver>>;
beforeAll(async () => {
  shop = await simulatorWithReceiver();
});
afterEach(() => shop.forget());
afterAll(() => shop.close());

const arrived = (events: string[]) => vi.waitFor(() => expect(shop.events()).toEqual(events));

describe('Checkout', () => {
  it("signs with the key's secret so that the official SDK accepts it, and tells the merchant in order", async () => {
    const { id } = await shop.order();
    const answer = await shop.pay(id, { method: 'card' });
    expect(answer.razorpay_order_id).toBe(id);
    expect(
      Razorpay.validateWebhookSignature(
        `${id}|${answer.razorpay_payment_id}`,
        answer.razorpay_signature ?? '',
        INTELLIDINE.keySecret,
      ),
    ).toBe(true);
    await arrived(['payment.authorized', 'payment.captured', 'order.paid']);
    const payment = await shop.client.payments.fetch(answer.razorpay_payment_id);
    expect(payment).toMatchObject({ status: 'captured', method: 'card', order_id: id, amount: 25_000, vpa: null });
  });

  it('that fails gives an error instead of a signature', async () => {
    const { id } = await shop.order();
    const answer = await shop.pay(id, { outcome: 'failed' });
    expect(answer.razorpay_signature).toBeUndefined();
    expect(answer.error).toMatchObject({ code: 'BAD_REQUEST_ERROR', metadata: { order_id: id } });
    await arrived(['payment.failed']);
  });

  it('paid a second time refunds the second payment by itself', async () => {
    const { id } = await shop.order();
    await shop.pay(id);
    const second = await shop.pay(id);
    expect(await shop.client.payments.fetch(second.razorpay_payment_id)).toMatchObject({
      status: 'refunded',
      captured: false,
      amount_refunded: 25_000,
    });
    await arrived([
      'payment.authorized',
      'payment.captured',
      'order.paid',
      'payment.authorized',
      'refund.created',
      'refund.processed',
    ]);
    expect(await shop.client.orders.fetch(id)).toMatchObject({ amount_paid: 25_000, status: 'paid', attempts: 2 });
  });

  it('paid a second time without the automatic refund leaves two captured payments', async () => {
    const { id } = await shop.order();
    await shop.pay(id);
    const second = await shop.pay(id, { autoRefund: false });
    expect(await shop.client.payments.fetch(second.razorpay_payment_id)).toMatchObject({ status: 'captured' });
    await arrived(['payment.authorized', 'payment.captured', 'order.paid', 'payment.authorized', 'payment.captured']);
  });

  it('may be made to pay another amount than the order asks', async () => {
    const { id } = await shop.order();
    await shop.pay(id, { amount: 100 });
    expect(await shop.client.orders.fetch(id)).toMatchObject({
      status: 'attempted',
      amount_paid: 100,
      amount_due: 24_900,
    });
    await arrived(['payment.authorized', 'payment.captured']);
    await shop.pay(id);
    expect(await shop.client.orders.fetch(id)).toMatchObject({ status: 'paid', amount_paid: 25_000 });
  });

  it('that failed may be authorised late: failed, then captured, for the same payment', async () => {
    const { id } = await shop.order();
    const { razorpay_payment_id: paymentId } = await shop.pay(id, { outcome: 'failed' });
    const late = await control(shop.simulator.url, 'POST', `payments/${paymentId}/authorize-late`);
    expect(late.body).toMatchObject({
      razorpay_payment_id: paymentId,
      razorpay_signature: expect.any(String) as unknown,
    });
    expect(await shop.client.payments.fetch(paymentId)).toMatchObject({ status: 'captured', error_code: null });
    expect(await shop.client.orders.fetch(id)).toMatchObject({ status: 'paid', attempts: 1 });
    await arrived(['payment.failed', 'payment.authorized', 'payment.captured', 'order.paid']);
    const again = await control(shop.simulator.url, 'POST', `payments/${paymentId}/authorize-late`);
    expect(again.status).toBe(409);
  });

  it('that failed may be authorised late without capture', async () => {
    const { id } = await shop.order();
    const { razorpay_payment_id: paymentId } = await shop.pay(id, { outcome: 'failed' });
    const path = `payments/${paymentId}/authorize-late`;
    expect((await control(shop.simulator.url, 'POST', path, { outcome: 'failed' })).status).toBe(400);
    await control(shop.simulator.url, 'POST', path, { outcome: 'authorized' });
    expect(await shop.client.payments.fetch(paymentId)).toMatchObject({ status: 'authorized' });
    expect(await shop.client.orders.fetch(id)).toMatchObject({ status: 'attempted' });
  });

  it.each([
    [{ orderId: 'order_none' }, 404],
    [{}, 404],
    [{ method: 'cash' }, 400],
    [{ contact: 7 }, 400],
    [{ amount: 0 }, 400],
    [{ outcome: 'maybe' }, 400],
    [{ autoRefund: 'no' }, 400],
    ['{', 400],
  ])('refuses the command %j', async (body, status) => {
    const { id } = await shop.order();
    const command = typeof body === 'string' || status === 404 ? body : { orderId: id, ...body };
    expect((await control(shop.simulator.url, 'POST', 'pay', command)).status).toBe(status);
    expect((await control(shop.simulator.url, 'POST', 'payments/pay_none/authorize-late')).status).toBe(404);
    expect(await shop.client.orders.fetch(id)).toMatchObject({ status: 'created', attempts: 0 });
  });
});
