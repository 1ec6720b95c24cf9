import {
  BillRefundDue,
  OrderCancelled,
  OrderPlaced,
  OrderRejected,
  paymentView,
  razorpayOrderView,
} from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { billMother, orderMother } from './bill.mother.js';
import { RunningPayment, type Business } from './running-payment.js';

describe('A bill is paid through Razorpay', () => {
  let running: RunningPayment;
  let business: Business;

  beforeAll(async () => {
    running = await RunningPayment.start();
    business = await running.business();
  });
  afterEach(() => running.calm());
  afterAll(() => running.close());

  it('answers what a checkout needs, for the amount of the own copy of the bill', async () => {
    const bill = await running.bill(business, { total: 31_400 });
    const reply = await running.begin(business, { orderId: bill.orderId });
    expect(reply.status).toBe(201);
    const begun = reply.data(razorpayOrderView);
    expect(begun).toMatchObject({ keyId: business.keys.keyId, amount: 31_400, currency: 'INR' });
    expect(reply.headers['location']).toBe(`/api/v1/payments/${begun.paymentId}`);
    expect(running.razorpay.books.orders.get(begun.razorpayOrderId)?.entity).toMatchObject({
      amount: 31_400,
      receipt: begun.paymentId,
    });
    expect(await running.facts(begun.paymentId)).toEqual(['payment.created.v1']);
  });

  it('keeps one payable payment per bill and amount, however many ask at the same time', async () => {
    const bill = await running.bill(business);
    const replies = await Promise.all(Array.from({ length: 8 }, () => running.begin(business, { billId: bill.id })));
    const begun = replies.map((reply) => reply.data(razorpayOrderView));
    expect(new Set(begun.map(({ paymentId }) => paymentId)).size).toBe(1);
    expect(new Set(begun.map(({ razorpayOrderId }) => razorpayOrderId)).size).toBe(1);
  });

  it('gives way to a payment that somebody else began a moment earlier', async () => {
    const bill = await running.bill(business);
    const { begun: model } = await running.begun(business);
    const first = new pg.Client({ connectionString: running.it.database.adminUrl });
    await first.connect();
    try {
      await first.query('begin');
      const firstId = newId();
      await first.query(
        `insert into payment select (jsonb_populate_record(p, jsonb_build_object(
           'id', $1::text, 'bill_id', $2::text, 'provider_order_id', null))).* from payment p where id = $3`,
        [firstId, bill.id, model.paymentId],
      );
      const begin = running.begin(business, { billId: bill.id });
      await eventually('the call waits for the first to decide', async () => {
        const waiting = await running.it.query(`select 1 from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%"payment"%'`);
        return waiting.length === 1;
      });
      await first.query('commit');
      expect((await begin).data(razorpayOrderView).paymentId).toBe(firstId);
    } finally {
      await first.end();
    }
  });

  it('captures a checkout whose signature and amount fit, and tells of it under the bill', async () => {
    await running.webhooks('lose', { times: 3 });
    const { bill, begun } = await running.begun(business);
    const paid = await running.pay(begun.razorpayOrderId, { method: 'card' });
    const reply = await running.verify(business, begun.paymentId, paid);
    expect(reply.data(paymentView)).toMatchObject({
      ...{ status: 'CAPTURED', captured: 25_000, method: 'card', billId: bill.id, orderIds: [bill.orderId] },
      providerPaymentId: paid.razorpay_payment_id,
    });
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000']);
    const told = await running.heard.heard(
      'the capture',
      ({ headers }) => headers.ce_type === 'payment.captured.v1' && headers.ce_subject === begun.paymentId,
    );
    expect(told.key).toBe(`${business.tenant.id}:${bill.id}`);
    expect((await running.verify(business, begun.paymentId, paid)).status).toBe(200);
    expect(await running.facts(begun.paymentId)).toEqual(['payment.created.v1', 'payment.captured.v1']);
  });

  it('captures authorised money at the provider for exactly its amount', async () => {
    await running.webhooks('lose', { times: 5 });
    const { begun } = await running.begun(business);
    const paid = await running.pay(begun.razorpayOrderId, { outcome: 'authorized' });
    expect((await running.verify(business, begun.paymentId, paid)).at('data.status')).toBe('CAPTURED');
    expect(running.razorpay.books.payments.get(paid.razorpay_payment_id)?.entity.status).toBe('captured');
  });

  it('lets verify, two webhooks and the reconciliation at once make one capture and one journal', async () => {
    const rounds = await Promise.all(Array.from({ length: 6 }, () => running.begun(business)));
    await running.webhooks('repeat', { copies: 2 });
    await Promise.all(
      rounds.map(async ({ begun }) => {
        const paid = await running.pay(begun.razorpayOrderId);
        const replies = await Promise.all([
          running.verify(business, begun.paymentId, paid),
          running.verify(business, begun.paymentId, paid),
          running.it.http.post('/reconciliation/run', { token: business.owner }),
        ]);
        expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
      }),
    );
    await eventually('all webhooks are processed', async () => {
      const rows = await running.it.query(`select 1 from webhook_delivery where state in ('RECEIVED', 'PARKED')`);
      return rows.length === 0;
    });
    for (const { begun } of rounds) {
      expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000']);
      expect((await running.facts(begun.paymentId)).filter((type) => type === 'payment.captured.v1')).toHaveLength(1);
    }
    expect(await running.trialBalance(business)).toBe(0);
  });

  it("finds the payment by the checkout's three fields alone, and only for those who may pay it", async () => {
    const { begun } = await running.begun(business);
    const body = await running.pay(begun.razorpayOrderId);
    const verify = (token: string, changed = {}) =>
      running.it.http.post('/payments/verify-razorpay', { body: { ...body, ...changed }, token });
    const stranger = await running.it.mintToken({ tenantId: business.tenant.id, roles: ['CUSTOMER'] });
    const foreign = await verify(stranger);
    expect([foreign.status, foreign.code]).toEqual([404, 'NOT_FOUND']);
    const unknown = await verify(business.customer, { razorpay_order_id: 'order_nobody' });
    expect([unknown.status, unknown.code]).toEqual([404, 'NOT_FOUND']);
    const verified = await verify(business.customer);
    expect([verified.status, verified.at('data.id'), verified.at('data.status')]).toEqual([
      200,
      begun.paymentId,
      'CAPTURED',
    ]);
  });

  it('refuses the signature of another payment, and a changed one, with 422', async () => {
    const first = await running.begun(business);
    const other = await running.begun(business);
    const paid = await running.pay(first.begun.razorpayOrderId);
    const ofOther = await running.verify(business, other.begun.paymentId, paid);
    expect([ofOther.status, ofOther.code]).toEqual([422, 'PAYMENT_SIGNATURE_INVALID']);
    const renamed = { razorpay_order_id: other.begun.razorpayOrderId };
    expect((await running.verify(business, other.begun.paymentId, paid, renamed)).code).toBe(
      'PAYMENT_SIGNATURE_INVALID',
    );
    const changed = { razorpay_signature: 'f'.repeat(64) };
    expect((await running.verify(business, first.begun.paymentId, paid, changed)).code).toBe(
      'PAYMENT_SIGNATURE_INVALID',
    );
    const nonsense = { razorpay_signature: 'é' };
    expect((await running.verify(business, first.begun.paymentId, paid, nonsense)).code).toBe(
      'PAYMENT_SIGNATURE_INVALID',
    );
    expect(await running.status(other.begun.paymentId)).toBe('CREATED');
  });

  it('sets another amount aside, books it as nobody’s, and lets the bill be paid again', async () => {
    await running.webhooks('lose', { times: 3 });
    const { bill, begun } = await running.begun(business);
    const paid = await running.pay(begun.razorpayOrderId, { amount: 100 });
    for (let time = 0; time < 2; time++) {
      const reply = await running.verify(business, begun.paymentId, paid);
      expect([reply.status, reply.code]).toEqual([409, 'PAYMENT_AMOUNT_MISMATCH']);
    }
    expect(await running.status(begun.paymentId)).toBe('QUARANTINED');
    expect(await running.facts(begun.paymentId)).toEqual(['payment.created.v1', 'payment.quarantined.v1']);
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 100']);
    const again = (await running.begin(business, { billId: bill.id })).data(razorpayOrderView);
    expect(again.paymentId).not.toBe(begun.paymentId);
    const refund = await running.refund(business, begun.paymentId, { reason: 'wrong amount' });
    expect(refund.at('data.status')).toBe('REFUNDED');
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('refuses a bill on which nothing is due, and one that is paid here before the order service has heard', async () => {
    const settled = await running.bill(business, { total: 500, due: 0, paid: 500, status: 'SETTLED' });
    const reply = await running.begin(business, { billId: settled.id });
    expect([reply.status, reply.code]).toEqual([409, 'PAYMENT_STATE_CONFLICT']);
    const { bill } = await running.captured(business);
    expect((await running.begin(business, { billId: bill.id })).code).toBe('PAYMENT_STATE_CONFLICT');
  });

  it('refuses an order that ended with 409 ORDER_CANNOT_MOVE', async () => {
    const bill = await running.bill(business);
    await running.tell(OrderCancelled, business.tenant.id, bill.orderId, orderMother(bill, 'CANCELLED'));
    await eventually('the cancellation is known', async () => {
      const reply = await running.begin(business, { orderId: bill.orderId });
      return reply.status === 409 && reply.code === 'ORDER_CANNOT_MOVE';
    });
  });

  it('hides what belongs to others like what does not exist', async () => {
    const { bill, begun } = await running.begun(business);
    const stranger = { ...business, customer: await running.token(business.tenant, ['CUSTOMER']) };
    const elsewhere = await running.business();
    const paid = await running.pay(begun.razorpayOrderId);
    const cashier = await running.token(business.tenant, ['CASHIER'], { outlets: [newId()] });
    const old = '01890000-0000-7000-8000-000000000000';
    const missing = await running.begin(business, { orderId: old });
    expect([missing.status, missing.code]).toEqual([404, 'NOT_FOUND']);
    for (const who of [stranger, elsewhere, { ...business, customer: cashier }]) {
      expect((await running.verify(who, begun.paymentId, paid)).status).toBe(404);
      const read = { token: who.customer };
      expect((await running.it.http.get(`/payments/${begun.paymentId}`, read)).status).toBe(404);
      const begin = await running.begin(who, { billId: bill.id });
      // Made a moment ago: it could be on its way, as far as they can tell
      expect(['NOT_FOUND', 'NOT_YET_AVAILABLE']).toContain(begin.code);
    }
  });

  it('waits for a bill that is on its way, and never calls it missing', async () => {
    const bill = billMother(business);
    const begin = running.begin(business, { orderId: bill.orderId });
    await running.tell(OrderPlaced, business.tenant.id, bill.orderId, orderMother(bill, 'PLACED'));
    await running.tellBill(business, bill);
    expect((await begin).status).toBe(201);
    const late = await running.begin(business, { orderId: newId() });
    expect([late.status, late.code, late.headers['retry-after']]).toEqual([503, 'NOT_YET_AVAILABLE', '1']);
  });

  it('waits for the bill of an order that became certain long after it was placed, and calls it missing to others', async () => {
    const bill = billMother(business, { id: `01890000-0000-7000-8000-${newId().slice(-12)}` });
    await running.tell(OrderPlaced, business.tenant.id, bill.orderId, orderMother(bill, 'PLACED'));
    await eventually('the order is known', async () => {
      return (await running.it.query('select 1 from billed_order where order_id = $1', [bill.orderId])).length > 0;
    });
    const stranger = { ...business, customer: await running.token(business.tenant, ['CUSTOMER']) };
    for (const wish of [{ billId: bill.id }, { orderId: bill.orderId }]) {
      const early = await running.begin(business, wish);
      expect([early.status, early.code, early.headers['retry-after']]).toEqual([503, 'NOT_YET_AVAILABLE', '1']);
      expect((await running.begin(stranger, wish)).status).toBe(404);
    }
    const list = await running.it.http.get(`/payments?bill=${bill.id}`, { token: business.customer });
    expect([list.status, list.code]).toEqual([503, 'NOT_YET_AVAILABLE']);
    await running.tellBill(business, bill);
    const begun = await eventually('the bill is known', async () => {
      const reply = await running.begin(business, { billId: bill.id });
      return reply.status !== 503 && reply;
    });
    expect(begun.status).toBe(201);
  });

  it('calls the bill missing of an order that was refused', async () => {
    const bill = billMother(business, { id: `01890000-0000-7000-8000-${newId().slice(-12)}` });
    await running.tell(OrderRejected, business.tenant.id, bill.orderId, orderMother(bill, 'REJECTED'));
    await eventually('the order is known', async () => {
      return (await running.it.query('select 1 from billed_order where order_id = $1', [bill.orderId])).length > 0;
    });
    const begun = await running.begin(business, { billId: bill.id });
    expect([begun.status, begun.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('lets everybody at a table pay its bill, and nobody else', async () => {
    const tableSessionId = newId();
    const bill = await running.bill(business, { customerId: business.customerId, tableSessionId });
    await running.tellBill(business, { ...bill, customerId: null, version: 2 });
    const guest = await running.token(business.tenant, ['GUEST'], { tableSessionId });
    const stranger = await running.token(business.tenant, ['GUEST'], { tableSessionId: newId() });
    const begun = await running.begin({ ...business, customer: guest }, { billId: bill.id });
    expect(begun.status).toBe(201);
    expect((await running.begin(business, { billId: bill.id })).at('data.paymentId')).toBe(begun.at('data.paymentId'));
    const read = (token: string) => running.it.http.get(`/payments/order/${bill.orderId}`, { token });
    expect((await read(guest)).at('data.0.id')).toBe(begun.at('data.paymentId'));
    expect((await read(stranger)).code).toMatch(/NOT_FOUND|NOT_YET_AVAILABLE/);
  });

  it('pays back by itself what the order service does not want, once', async () => {
    const { bill, begun } = await running.captured(business);
    const due = { billId: bill.id, orderIds: [bill.orderId], outletId: business.outletId, paymentId: begun.paymentId };
    const data = { ...due, amount: 25_000, reason: 'ORDER_ENDED' };
    await running.tell(BillRefundDue, business.tenant.id, bill.id, data);
    await running.becomes(begun.paymentId, 'REFUNDED');
    await running.tell(BillRefundDue, business.tenant.id, bill.id, data);
    const told = await running.heard.heard(
      'the refund',
      ({ headers }) => headers.ce_type === 'payment.refunded.v1' && headers.ce_subject === begun.paymentId,
    );
    expect(JSON.parse(String(told.value))).toMatchObject({ refunded: 25_000, reason: 'ORDER_ENDED' });
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000', 'REFUND 25000']);
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('refuses a business without an account, a call without a key, and a body that names both or neither', async () => {
    const { it } = running;
    const tenant = await it.addTenant();
    const poor = {
      ...business,
      tenant,
      customer: await running.token(tenant, ['CUSTOMER'], { id: business.customerId }),
    };
    const bill = await running.bill(poor);
    expect((await running.begin(poor, { billId: bill.id })).code).toBe('PAYMENT_NOT_CONFIGURED');
    const path = '/payments/create-razorpay-order';
    const keyless = await it.http.post(path, { body: { billId: bill.id }, token: business.customer });
    expect(keyless.code).toBe('IDEMPOTENCY_KEY_REQUIRED');
    for (const body of [{}, { billId: newId(), orderId: newId() }, { billId: newId(), total: 1 }]) {
      const reply = await it.http.post(path, { body, token: business.customer, key: newId() });
      expect([reply.status, reply.code]).toEqual([422, 'VALIDATION_FAILED']);
    }
  });
});
