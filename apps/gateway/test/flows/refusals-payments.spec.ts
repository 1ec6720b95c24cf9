import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { razorpayOrderView } from '@chowk/contracts';
import { eventually, runningSystem } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, faultsOf, tally } from './refusals-answers.js';
import {
  beginPayment,
  bookedFor,
  payableOrder,
  paymentOf,
  razorpayAccountOf,
  razorpayControl,
  signatureOf,
} from './refusals-razorpay.js';
import { rowCounts } from './refusals-row-counts.js';
import { checkout, Restaurant, type PaidAtCheckout, type Person } from './restaurant.js';

const system = runningSystem();

describe('Paying', () => {
  const restaurant = new Restaurant();
  let customer: Person;
  let manager: Person;
  beforeAll(async () => {
    [customer, manager] = [await restaurant.customer(), await restaurant.staff('manager')];
    // What the person brings back is on its own here
    await razorpayControl('POST', '/webhooks', { mode: 'hold' });
  });
  afterEach(() => razorpayControl('DELETE', '/faults'));
  afterAll(() => razorpayControl('POST', '/webhooks', { mode: 'deliver' }));

  const verify = (paymentId: string, fields: PaidAtCheckout) =>
    customer.post('/payments/verify-razorpay', { paymentId, ...fields });

  it('with a signature of something else is 422 PAYMENT_SIGNATURE_INVALID and changes nothing', async () => {
    const [mine, other] = [await beginPayment(restaurant, customer), await beginPayment(restaurant, customer)];
    const [paid, paidOther] = [await checkout(mine.razorpayOrderId), await checkout(other.razorpayOrderId)];
    const { keySecret, webhookSecret } = razorpayAccountOf(restaurant.slug);
    const text = `${paid.razorpay_order_id}|${paid.razorpay_payment_id}`;
    const signed = (razorpay_signature: string) => ({ ...paid, razorpay_signature });
    const before = await rowCounts();
    const replies = [
      await verify(mine.paymentId, paidOther),
      await verify(other.paymentId, paid),
      await verify(mine.paymentId, { ...paidOther, razorpay_order_id: paid.razorpay_order_id }),
      await verify(mine.paymentId, { ...paid, razorpay_payment_id: paidOther.razorpay_payment_id }),
      await verify(mine.paymentId, signed(paidOther.razorpay_signature)),
      await verify(mine.paymentId, signed(signatureOf(text, webhookSecret))),
      await verify(mine.paymentId, signed(signatureOf(text, razorpayAccountOf('lafete365').keySecret))),
      await verify(mine.paymentId, signed(signatureOf(`${text} `, keySecret))),
      await verify(mine.paymentId, signed(paid.razorpay_signature.toUpperCase())),
      await verify(mine.paymentId, signed('0'.repeat(64))),
      await verify(mine.paymentId, signed('x')),
    ];
    expect(tally(replies)).toEqual({ '422 PAYMENT_SIGNATURE_INVALID': replies.length });
    expect(await rowCounts()).toEqual(before);
    expect([await bookedFor(mine.paymentId), await bookedFor(other.paymentId)]).toEqual([[], []]);
  });

  it('another amount is 409 PAYMENT_AMOUNT_MISMATCH, in quarantine, with an alarm; the order can still be paid', async () => {
    const { order, paymentId, razorpayOrderId, amount } = await beginPayment(restaurant, customer);
    const paid = await checkout(razorpayOrderId, { amount: amount + 100 });
    const reply = await verify(paymentId, paid);
    expect(answerOf(reply)).toBe('409 PAYMENT_AMOUNT_MISMATCH');
    expect(reply.at('error.details')).toEqual({ expected: amount, received: amount + 100 });
    expect(answerOf(await verify(paymentId, paid))).toBe('409 PAYMENT_AMOUNT_MISMATCH');
    expect((await paymentOf(customer, paymentId)).status).toBe('QUARANTINED');
    await eventually('somebody is called', () =>
      readFileSync(join(system.dataDir, 'logs', 'payment.log'), 'utf8')
        .split('\n')
        .some((line) => line.includes('a person must look') && line.includes(paymentId) && line.includes('error')),
    );
    expect((await customer.get(`/orders/${order.id}`)).at('data')).toMatchObject({
      status: 'AWAITING_PAYMENT',
      paymentStatus: 'UNPAID',
    });
    const again = await customer.post('/payments/create-razorpay-order', { orderId: order.id });
    expect(again.data(razorpayOrderView).paymentId).not.toBe(paymentId);
  });

  it('what was not paid is 409 PAYMENT_STATE_CONFLICT, and so is what was paid already', async () => {
    const { order, paymentId, razorpayOrderId } = await beginPayment(restaurant, customer);
    const reason = 'nothing came';
    const refund = await manager.post(`/payments/${paymentId}/refund`, { reason });
    expect(answerOf(refund)).toBe('409 PAYMENT_STATE_CONFLICT');
    expect((await verify(paymentId, await checkout(razorpayOrderId))).status).toBe(200);
    await restaurant.reached(customer, order.id, 'CONFIRMED');
    const before = await rowCounts();
    const again = await customer.post('/payments/create-razorpay-order', { orderId: order.id });
    expect(answerOf(again)).toBe('409 PAYMENT_STATE_CONFLICT');
    expect(await rowCounts()).toEqual(before);
  });

  it('no more can go back than came: 422 OUT_OF_RANGE above it, 409 REFUND_EXCEEDS_CAPTURED above the rest', async () => {
    const { paymentId, razorpayOrderId, amount } = await beginPayment(restaurant, customer);
    await verify(paymentId, await checkout(razorpayOrderId));
    const back = (sum: number) => manager.post(`/payments/${paymentId}/refund`, { amount: sum, reason: 'cold' });
    const before = await rowCounts();
    expect(faultsOf(await back(amount + 1))).toBe('422 OUT_OF_RANGE amount OUT_OF_RANGE');
    expect(await rowCounts()).toEqual(before);
    expect((await back(100)).status).toBe(201);
    expect(answerOf(await back(amount))).toBe('409 REFUND_EXCEEDS_CAPTURED');
    const racing = await Promise.all(Array.from({ length: 5 }, () => back(amount - 100)));
    expect(tally(racing)).toEqual({ '201': 1, '409 REFUND_EXCEEDS_CAPTURED': 4 });
    const { captured, refunded, status } = await paymentOf(customer, paymentId);
    expect([captured, refunded, status]).toEqual([amount, amount, 'REFUNDED']);
    expect(await bookedFor(paymentId)).toEqual(['CAPTURE', 'REFUND', 'REFUND']);
  });

  it.each([
    ['is down', { fault: 'fail', status: 502 }],
    ['hangs', { fault: 'hang' }],
  ])(
    'while Razorpay %s is 503 PAYMENT_PROVIDER_UNAVAILABLE within five seconds; the order stays payable',
    async (_name, fault) => {
      const order = await payableOrder(restaurant, customer);
      await razorpayControl('POST', '/faults', { match: { path: '/v1/orders' }, ...fault, times: 20 });
      const key = randomUUID();
      const from = performance.now();
      const reply = await customer.post('/payments/create-razorpay-order', { orderId: order.id }, key);
      expect(performance.now() - from).toBeLessThan(5_000);
      expect(answerOf(reply)).toBe('503 PAYMENT_PROVIDER_UNAVAILABLE');
      expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
      await razorpayControl('DELETE', '/faults');
      const begun = await eventually('it can be begun', async () => {
        const again = await customer.post('/payments/create-razorpay-order', { orderId: order.id }, key);
        return again.status === 201 && again.data(razorpayOrderView);
      });
      expect((await verify(begun.paymentId, await checkout(begun.razorpayOrderId))).status).toBe(200);
      await restaurant.reached(customer, order.id, 'CONFIRMED');
    },
  );
});
