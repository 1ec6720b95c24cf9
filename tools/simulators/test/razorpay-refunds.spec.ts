import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { control } from './control.js';
import { withHeader } from './razorpay-client.js';
import { INTELLIDINE, simulatorWithReceiver } from './razorpay.mother.js';

let shop: Awaited<ReturnType<typeof simulatorWithReceiver>>;
beforeAll(async () => {
  shop = await simulatorWithReceiver();
});
afterEach(() => shop.forget());
afterAll(() => shop.close());

const badRequest = (description: string, field?: string) => ({
  statusCode: 400,
  error: expect.objectContaining({ code: 'BAD_REQUEST_ERROR', description, ...(field ? { field } : {}) }) as unknown,
});

describe('A refund', () => {
  const paid = async (amount = 25_000) => (await shop.pay((await shop.order(amount)).id)).razorpay_payment_id;

  it('in parts goes up to what was captured and no further', async () => {
    const paymentId = await paid();
    const refund = await shop.client.payments.refund(paymentId, {
      amount: 20_000,
      notes: { why: 'cold' },
      receipt: 'r1',
    });
    expect(refund).toMatchObject({ entity: 'refund', amount: 20_000, payment_id: paymentId, status: 'processed' });
    expect(refund.id).toMatch(/^rfnd_[0-9A-Za-z]{14}$/);
    expect(await shop.client.payments.fetch(paymentId)).toMatchObject({ status: 'captured', refund_status: 'partial' });
    await expect(shop.client.payments.refund(paymentId, { amount: 5001 })).rejects.toMatchObject(
      badRequest('The refund amount provided is greater than amount captured', 'amount'),
    );
    const rest = await shop.client.payments.refund(paymentId, { speed: 'optimum' });
    expect(rest).toMatchObject({ amount: 5000, speed_requested: 'optimum' });
    expect(await shop.client.payments.fetch(paymentId)).toMatchObject({
      status: 'refunded',
      refund_status: 'full',
      amount_refunded: 25_000,
    });
    await expect(shop.client.payments.refund(paymentId, {})).rejects.toMatchObject(
      badRequest('The payment has been fully refunded already'),
    );
    const { items } = await shop.client.payments.fetchMultipleRefund(paymentId, {});
    expect(items.map(({ id }) => id)).toEqual([rest.id, refund.id]);
    expect(await shop.client.refunds.fetch(refund.id)).toEqual(refund);
    expect(await shop.client.payments.fetchRefund(paymentId, refund.id)).toEqual(refund);
    expect(await shop.client.refunds.all()).toMatchObject({ count: 2 });
  });

  it('of a payment that was not captured, or with a wrong field, is refused', async () => {
    const { razorpay_payment_id: failed } = await shop.pay((await shop.order()).id, { outcome: 'failed' });
    await expect(shop.client.payments.refund(failed, {})).rejects.toMatchObject(
      badRequest('The payment status should be captured for action to be taken'),
    );
    const paymentId = await paid();
    await expect(shop.client.payments.refund(paymentId, { amount: 99 })).rejects.toMatchObject(
      badRequest('The amount must be at least INR 1.00', 'amount'),
    );
    const headers = { authorization: `Basic ${btoa(`${INTELLIDINE.keyId}:${INTELLIDINE.keySecret}`)}` };
    const url = `${shop.simulator.url}/v1/payments/${paymentId}/refund`;
    const response = await fetch(url, { method: 'POST', headers, body: '{"speed":"warp"}' });
    expect(response.status).toBe(400);
    const refund = await shop.client.payments.refund(paymentId, { amount: 100 });
    await expect(shop.client.payments.fetchRefund(await paid(), refund.id)).rejects.toMatchObject(
      badRequest('The id provided does not exist'),
    );
  });

  it('with an idempotency key happens once; the key with another body is refused', async () => {
    const paymentId = await paid();
    const refund = (amount: number, key: string) =>
      withHeader(shop.client, 'X-Refund-Idempotency', key, () => shop.client.payments.refund(paymentId, { amount }));
    const first = await refund(10_000, 'refund-key-1');
    expect(await refund(10_000, 'refund-key-1')).toEqual(first);
    expect(await shop.client.payments.fetch(paymentId)).toMatchObject({ amount_refunded: 10_000 });
    await expect(refund(9000, 'refund-key-1')).rejects.toMatchObject(
      badRequest('Different request with the same idempotency key has already been processed.'),
    );
    await expect(refund(10_000, 'short')).rejects.toMatchObject({ statusCode: 400 });
    expect((await refund(10_000, 'refund-key-2')).id).not.toBe(first.id);
  });

  it('can wait, and can fail days later: the money is back with the merchant', async () => {
    const { url } = shop.simulator;
    await control(url, 'POST', 'refunds', { begin: 'pending' });
    const paymentId = await paid();
    const refund = await shop.client.payments.refund(paymentId, {});
    expect(refund.status).toBe('pending');
    const path = `refunds/${refund.id}/settle`;
    expect((await control(url, 'POST', path, { outcome: 'failed' })).body).toMatchObject({ status: 'failed' });
    expect(await shop.client.payments.fetch(paymentId)).toMatchObject({
      status: 'captured',
      amount_refunded: 0,
      refund_status: null,
    });
    expect((await control(url, 'POST', path, { outcome: 'processed' })).status).toBe(409);
    expect((await control(url, 'POST', path, { outcome: 'lost' })).status).toBe(400);
    expect((await control(url, 'POST', 'refunds/rfnd_x/settle', { outcome: 'failed' })).status).toBe(404);
    const second = await shop.client.payments.refund(paymentId, { amount: 100 });
    await control(url, 'POST', `refunds/${second.id}/settle`, { outcome: 'processed' });
    expect(await shop.client.refunds.fetch(second.id)).toMatchObject({ status: 'processed' });
  });
});
