import { randomUUID } from 'node:crypto';
import { trialBalanceView } from '@chowk/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, tally } from './refusals-answers.js';
import {
  beginPayment,
  bookedFor,
  heldWebhook,
  paymentOf,
  paymentReaches,
  razorpayAccountOf,
  razorpayControl,
  sendWebhook,
  signatureOf,
  webhookEnds,
} from './refusals-razorpay.js';
import { giveBackAtRazorpay } from './refunds-at-razorpay.js';
import { rowCounts } from './refusals-row-counts.js';
import { checkout, Restaurant, type Person } from './restaurant.js';

describe('Webhooks of Razorpay', () => {
  const restaurant = new Restaurant();
  const { slug } = restaurant;
  const keys = razorpayAccountOf(slug);
  const others = razorpayAccountOf('lafete365');
  let customer: Person;
  let manager: Person;
  beforeAll(async () => {
    [customer, manager] = [await restaurant.customer(), await restaurant.staff('manager')];
    await razorpayControl('POST', '/webhooks', { mode: 'hold' });
  });
  afterAll(() => razorpayControl('POST', '/webhooks', { mode: 'deliver' }));

  it('that Razorpay has not signed are 401 WEBHOOK_SIGNATURE_INVALID and change nothing', async () => {
    const { razorpayOrderId, paymentId } = await beginPayment(restaurant, customer);
    await checkout(razorpayOrderId);
    const { body, signature, eventId } = await heldWebhook(razorpayOrderId, 'payment.captured');
    const before = await rowCounts();
    const replies = await Promise.all([
      sendWebhook(slug, body.replace('captured', 'capturee'), signature, eventId),
      sendWebhook(slug, `${body} `, signature, eventId),
      sendWebhook(slug, JSON.stringify(JSON.parse(body), null, 1), signature, eventId),
      sendWebhook(slug, body, signatureOf(body, others.webhookSecret), eventId),
      sendWebhook(slug, body, signatureOf(body, keys.keySecret), eventId),
      sendWebhook(slug, body, signature.toUpperCase(), eventId),
      sendWebhook(slug, body, signature.slice(0, -1), eventId),
      sendWebhook(slug, body, '', eventId),
      sendWebhook('lafete365', body, signature, eventId),
      sendWebhook('nobody', body, signature, eventId),
      sendWebhook("x'%20or%20'1'='1", body, signature, eventId),
    ]);
    expect(tally(replies)).toEqual({ '401 WEBHOOK_SIGNATURE_INVALID': replies.length });
    const alike = new Set(replies.map((reply) => JSON.stringify(reply.at('error'))));
    expect(alike.size).toBe(1);
    expect(await rowCounts()).toEqual(before);
    expect((await paymentOf(customer, paymentId)).status).toBe('CREATED');
  });

  it('that come a hundred times at once, or again under another event id, have one effect', async () => {
    const { order, razorpayOrderId, paymentId } = await beginPayment(restaurant, customer);
    await checkout(razorpayOrderId);
    const { body, signature, eventId } = await heldWebhook(razorpayOrderId, 'payment.captured');
    const replies = await Promise.all(Array.from({ length: 100 }, () => sendWebhook(slug, body, signature, eventId)));
    expect(tally(replies)).toEqual({ '200': 100 });
    const said = replies.map((reply) => reply.at('data.status'));
    expect([said.filter((one) => one === 'accepted').length, said.filter((one) => one === 'duplicate').length]).toEqual(
      [1, 99],
    );
    await restaurant.reached(customer, order.id, 'CONFIRMED');
    expect(await bookedFor(paymentId)).toEqual(['CAPTURE']);
    const before = await rowCounts();
    for (const id of [eventId, randomUUID(), '', 'an id with spaces'])
      expect((await sendWebhook(slug, body, signature, id)).at('data.status')).toBe('duplicate');
    expect(await rowCounts()).toEqual(before);
  });

  it('that tell of a refund before its capture are parked, and done once the capture has come', async () => {
    const { razorpayOrderId, paymentId } = await beginPayment(restaurant, customer);
    const { razorpay_payment_id: providerPaymentId } = await checkout(razorpayOrderId);
    const captured = await heldWebhook(razorpayOrderId, 'payment.captured');
    await giveBackAtRazorpay(providerPaymentId, slug);
    const { body, signature, eventId } = await heldWebhook(razorpayOrderId, 'refund.processed');
    const early = await sendWebhook(slug, body, signature, eventId);
    expect(early.at('data.status')).toBe('parked');
    await webhookEnds(eventId, 'PARKED');
    expect([(await paymentOf(customer, paymentId)).status, await bookedFor(paymentId)]).toEqual(['CREATED', []]);
    const late = await sendWebhook(slug, captured.body, captured.signature, captured.eventId);
    expect(late.at('data.status')).toBe('accepted');
    await paymentReaches(customer, paymentId, 'REFUNDED');
    expect(await bookedFor(paymentId)).toEqual(['CAPTURE', 'REFUND']);
  });

  it('that tell of a failure after the capture never take it back', async () => {
    const { order, razorpayOrderId, paymentId } = await beginPayment(restaurant, customer);
    await razorpayControl('POST', '/pay', { orderId: razorpayOrderId, outcome: 'failed' });
    await checkout(razorpayOrderId);
    const captured = await heldWebhook(razorpayOrderId, 'payment.captured');
    await sendWebhook(slug, captured.body, captured.signature, captured.eventId);
    await paymentReaches(customer, paymentId, 'CAPTURED');
    await restaurant.reached(customer, order.id, 'CONFIRMED');
    const failed = await heldWebhook(razorpayOrderId, 'payment.failed');
    const before = await bookedFor(paymentId);
    expect((await sendWebhook(slug, failed.body, failed.signature, failed.eventId)).at('data.status')).toBe('accepted');
    await webhookEnds(failed.eventId, 'IGNORED');
    expect([(await paymentOf(customer, paymentId)).status, await bookedFor(paymentId)]).toEqual(['CAPTURED', before]);
    expect((await customer.get(`/orders/${order.id}`)).at('data.status')).toBe('CONFIRMED');
  });

  it('that tell of a payment nobody began are parked', async () => {
    const { razorpayOrderId, paymentId } = await beginPayment(restaurant, customer);
    await checkout(razorpayOrderId);
    const { body } = await heldWebhook(razorpayOrderId, 'payment.captured');
    const unknown = body.replaceAll(razorpayOrderId, 'order_OfNobody000001');
    const eventId = randomUUID();
    const reply = await sendWebhook(slug, unknown, signatureOf(unknown, keys.webhookSecret), eventId);
    expect([answerOf(reply), reply.at('data.status')]).toEqual(['200', 'parked']);
    await webhookEnds(eventId, 'PARKED');
    expect((await paymentOf(customer, paymentId)).status).toBe('CREATED');
  });

  it('that tell of another amount put it into quarantine; the order is not paid, the books balance', async () => {
    const { order, razorpayOrderId, paymentId, amount } = await beginPayment(restaurant, customer);
    await checkout(razorpayOrderId, { amount: amount - 100 });
    const { body, signature, eventId } = await heldWebhook(razorpayOrderId, 'payment.captured');
    const reply = await sendWebhook(slug, body, signature, eventId);
    expect([answerOf(reply), reply.at('data.status')]).toEqual(['200', 'quarantined']);
    await paymentReaches(customer, paymentId, 'QUARANTINED');
    expect((await customer.get(`/orders/${order.id}`)).at('data')).toMatchObject({
      status: 'AWAITING_PAYMENT',
      paymentStatus: 'UNPAID',
    });
    const balance = (await manager.get('/ledger/trial-balance')).data(trialBalanceView);
    expect([balance.difference, balance.debit]).toEqual([0, balance.credit]);
  });

  it('that are signed but mean nothing are accepted and do nothing', async () => {
    for (const text of ['{"event":"payment.downtime.started","payload":{}}', 'no json at all', '[]']) {
      const body = text === '[]' ? text : `${text} `;
      const eventId = randomUUID();
      const reply = await sendWebhook(slug, body, signatureOf(body, keys.webhookSecret), eventId);
      expect([answerOf(reply), reply.at('data.status')]).toEqual(['200', 'accepted']);
      await webhookEnds(eventId, 'IGNORED');
    }
  });
});
