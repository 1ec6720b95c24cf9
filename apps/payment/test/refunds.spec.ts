import { paymentView } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RunningPayment, type Business } from './running-payment.js';

describe('Money goes back', () => {
  let running: RunningPayment;
  let business: Business;

  beforeAll(async () => {
    running = await RunningPayment.start();
    business = await running.business();
  });
  afterEach(async () => {
    await running.calm();
    await running.control('/refunds', { begin: 'processed' });
  });
  afterAll(() => running.close());

  const refundsAtRazorpay = (providerPaymentId: string) =>
    running.razorpay.books.refunds.values().filter(({ entity }) => entity.payment_id === providerPaymentId);

  it('in part and then all that is left, each with its journal and fact', async () => {
    const { begun, paid } = await running.captured(business);
    const part = await running.refund(business, begun.paymentId, { amount: 10_000, reason: 'a cold dosa' });
    expect(part.status).toBe(201);
    expect(part.data(paymentView)).toMatchObject({ status: 'PARTIALLY_REFUNDED', refunded: 10_000 });
    const rest = await running.refund(business, begun.paymentId, { reason: 'all of it' });
    expect(rest.data(paymentView)).toMatchObject({ status: 'REFUNDED', refunded: 25_000 });
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000', 'REFUND 10000', 'REFUND 15000']);
    expect((await running.facts(begun.paymentId)).slice(2)).toEqual(['payment.refunded.v1', 'payment.refunded.v1']);
    expect(refundsAtRazorpay(paid.razorpay_payment_id)).toHaveLength(2);
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('is refused above what was captured (422), above what is left (409) and without a capture (409)', async () => {
    const { begun } = await running.captured(business);
    const above = await running.refund(business, begun.paymentId, { amount: 25_001, reason: 'x' });
    expect([above.status, above.code]).toEqual([422, 'OUT_OF_RANGE']);
    await running.refund(business, begun.paymentId, { amount: 20_000, reason: 'x' });
    const rest = await running.refund(business, begun.paymentId, { amount: 5_001, reason: 'x' });
    expect([rest.status, rest.code]).toEqual([409, 'REFUND_EXCEEDS_CAPTURED']);
    expect(rest.at('error.details')).toEqual({ captured: 25_000, refunded: 20_000, left: 5_000 });
    await running.refund(business, begun.paymentId, { reason: 'x' });
    expect((await running.refund(business, begun.paymentId, { reason: 'x' })).code).toBe('REFUND_EXCEEDS_CAPTURED');
    const open = await running.begun(business);
    const uncaptured = await running.refund(business, open.begun.paymentId, { amount: 1, reason: 'x' });
    expect([uncaptured.status, uncaptured.code]).toEqual([409, 'PAYMENT_STATE_CONFLICT']);
    for (const body of [
      { amount: 0, reason: 'x' },
      { amount: 1.5, reason: 'x' },
      { amount: '1', reason: 'x' },
      { amount: 1 },
    ]) {
      expect((await running.refund(business, begun.paymentId, body)).status).toBe(422);
    }
  });

  it('lets one of two that race for the same money win', async () => {
    const { begun, paid } = await running.captured(business);
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => running.refund(business, begun.paymentId, { amount: 15_000, reason: 'race' })),
    );
    const codes = replies.map(({ status, code }) => `${status} ${String(code)}`).sort();
    expect(codes).toEqual(['201 undefined', ...Array.from({ length: 5 }, () => '409 REFUND_EXCEEDS_CAPTURED')]);
    expect(refundsAtRazorpay(paid.razorpay_payment_id)).toHaveLength(1);
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('happens once for one key, and is replayed byte for byte', async () => {
    const { begun, paid } = await running.captured(business);
    const key = newId();
    const body = { amount: 1_000, reason: 'once' };
    const first = await running.refund(business, begun.paymentId, body, key);
    const second = await running.refund(business, begun.paymentId, body, key);
    expect([second.text, second.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
    expect(refundsAtRazorpay(paid.razorpay_payment_id)).toHaveLength(1);
  });

  it('counts refunds on their way, and frees their money when they fail', async () => {
    await running.control('/refunds', { begin: 'pending' });
    const { begun, paid } = await running.captured(business);
    const pending = await running.refund(business, begun.paymentId, { amount: 20_000, reason: 'slow bank' });
    expect(pending.data(paymentView)).toMatchObject({
      status: 'CAPTURED',
      refunded: 0,
      refunds: [{ status: 'PENDING' }],
    });
    const above = await running.refund(business, begun.paymentId, { amount: 5_001, reason: 'x' });
    expect(above.code).toBe('REFUND_EXCEEDS_CAPTURED');
    const [refund] = refundsAtRazorpay(paid.razorpay_payment_id);
    await running.control(`/refunds/${refund?.entity.id}/settle`, { outcome: 'failed' });
    await running.control('/refunds', { begin: 'processed' });
    const reply = await eventually('the money is free again', async () => {
      const answer = await running.refund(business, begun.paymentId, { amount: 25_000, reason: 'again' });
      return answer.status === 201 ? answer : undefined;
    });
    expect(reply.data(paymentView).status).toBe('REFUNDED');
  });

  it('that is on its way does not keep the bill from being paid for something else', async () => {
    await running.control('/refunds', { begin: 'pending' });
    const { bill, begun } = await running.captured(business);
    await running.refund(business, begun.paymentId, { reason: 'the order was cancelled' });
    await running.tellBill(business, { ...bill, version: 2, total: 9_000, paid: 25_000, due: 9_000 });
    await eventually('what is due now can be paid', async () => {
      const reply = await running.begin(business, { billId: bill.id });
      return reply.at('data.amount') === 9_000;
    });
  });

  it('books a refund that came back the other way round, and never moves the state back', async () => {
    const { begun, paid } = await running.captured(business);
    await running.refund(business, begun.paymentId, { reason: 'returned later' });
    const [refund] = refundsAtRazorpay(paid.razorpay_payment_id);
    await running.control(`/refunds/${refund?.entity.id}/settle`, { outcome: 'failed' });
    const read = () => running.it.http.get(`/payments/${begun.paymentId}`, { token: business.owner });
    await eventually('the money is back', async () => (await read()).at('data.refunded') === 0);
    expect((await read()).at('data.status')).toBe('REFUNDED');
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000', 'REFUND 25000', 'REFUND_RETURNED 25000']);
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('makes one refund at Razorpay although the first answer never came', async () => {
    const { begun, paid } = await running.captured(business);
    await running.fault('POST', '/v1/payments/*/refund', 'lose');
    const reply = await running.refund(business, begun.paymentId, { amount: 7_000, reason: 'lost answer' });
    expect(reply.status).toBe(202);
    await running.becomes(begun.paymentId, 'PARTIALLY_REFUNDED');
    expect(refundsAtRazorpay(paid.razorpay_payment_id)).toHaveLength(1);
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000', 'REFUND 7000']);
  });

  it('goes on by itself when Razorpay is back, also for a refund that nobody waits for', async () => {
    await running.webhooks('lose');
    const { begun } = await running.captured(business);
    await running.fault('POST', '/v1/payments/*/refund', 'hang', 1);
    const reply = await running.refund(business, begun.paymentId, { reason: 'Razorpay hangs' });
    expect([reply.status, reply.at('data.refunds.0.status')]).toEqual([202, 'REQUESTED']);
    await running.becomes(begun.paymentId, 'REFUNDED');
  });

  it('asks after refunds of whose end no webhook tells', async () => {
    await running.control('/refunds', { begin: 'pending' });
    const { begun, paid } = await running.captured(business);
    await running.refund(business, begun.paymentId, { reason: 'slow' });
    await running.webhooks('lose');
    const [refund] = refundsAtRazorpay(paid.razorpay_payment_id);
    await running.control(`/refunds/${refund?.entity.id}/settle`, { outcome: 'processed' });
    await running.it.query('update payment set check_at = now() where id = $1', [begun.paymentId]);
    await running.becomes(begun.paymentId, 'REFUNDED');
  });

  it('says so when Razorpay refuses, and holds nothing back for it', async () => {
    await running.webhooks('lose');
    const { begun, paid } = await running.captured(business);
    const { keyId, keySecret } = business.keys;
    await fetch(`${running.razorpay.url}/v1/payments/${paid.razorpay_payment_id}/refund`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}` },
      body: '{}',
    });
    const reply = await running.refund(business, begun.paymentId, { reason: 'too late' });
    expect([reply.status, reply.code]).toEqual([409, 'PAYMENT_PROVIDER_REFUSED']);
    const read = await running.it.http.get(`/payments/${begun.paymentId}`, { token: business.owner });
    expect(read.at('data.refunds.0.status')).toBe('FAILED');
  });

  it('needs the permission, and an outlet that the caller may enter', async () => {
    const { begun } = await running.captured(business);
    const cashier = { ...business, owner: await running.token(business.tenant, ['CASHIER']) };
    const body = { reason: 'x' };
    expect((await running.refund(cashier, begun.paymentId, body)).code).toBe('PERMISSION_DENIED');
    const elsewhere = { ...business, owner: await running.token(business.tenant, ['MANAGER'], { outlets: [newId()] }) };
    expect((await running.refund(elsewhere, begun.paymentId, body)).status).toBe(404);
    expect((await running.refund(await running.business(), begun.paymentId, body)).status).toBe(404);
    expect(await running.status(begun.paymentId)).toBe('CAPTURED');
  });
});
