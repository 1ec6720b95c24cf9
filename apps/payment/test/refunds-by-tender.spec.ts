import { BillRefundDue, paymentView, PaymentRefunded } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RunningPayment, type Business } from './running-payment.js';

describe('Money goes back the way it came', () => {
  let running: RunningPayment;
  let business: Business;
  let drawerId: string;

  beforeAll(async () => {
    running = await RunningPayment.start();
  });
  beforeEach(async () => {
    business = await running.business();
    drawerId = await running.drawer(business);
  });
  afterAll(() => running.close());

  const read = (paymentId: string) => running.it.http.get(`/payments/${paymentId}`, { token: business.owner });
  const expectedIn = async (drawer: string) =>
    (await running.it.http.get(`/drawers/${drawer}`, { token: business.owner })).at('data.expected');
  const close = (drawer: string, counted = 0) =>
    running.it.http.post(`/drawers/${drawer}/close`, { body: { counted }, token: business.owner });

  async function cash(total: number, tip = 0): Promise<string> {
    const bill = await running.bill(business, { total });
    const reply = await running.cash(business, { billId: bill.id, tip, tendered: total + tip });
    return reply.data(paymentView).id;
  }

  it('cash out of an open drawer of the outlet, tip last', async () => {
    const paymentId = await cash(10_000, 1_000);
    const part = await running.refund(business, paymentId, { amount: 4_000, reason: 'cold soup' });
    expect(part.status).toBe(201);
    expect(part.data(paymentView)).toMatchObject({
      ...{ status: 'PARTIALLY_REFUNDED', refunded: 4_000 },
      refunds: [{ status: 'PROCESSED', amount: 4_000, drawerId, billRefundId: null, providerRefundId: null }],
    });
    expect(await expectedIn(drawerId)).toBe(7_000);
    expect(await running.balance(business, 'tips-payable')).toBe(-1_000);
    const rest = await running.refund(business, paymentId, { reason: 'all of it' });
    expect(rest.data(paymentView)).toMatchObject({ status: 'REFUNDED', refunded: 11_000 });
    expect(await expectedIn(drawerId)).toBe(0);
    expect([await running.balance(business, 'tips-payable'), await running.balance(business, 'refunds')]).toEqual([
      0, 10_000,
    ]);
    expect(await running.journals(paymentId)).toEqual(['CAPTURE 11000', 'REFUND 4000', 'REFUND 7000']);
    expect((await running.facts(paymentId)).slice(2)).toEqual(['payment.refunded.v1', 'payment.refunded.v1']);
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('cash waits for a drawer when none is open (202), and leaves the next one that opens', async () => {
    const paymentId = await cash(5_000);
    await close(drawerId, 5_000);
    const waiting = await running.refund(business, paymentId, { amount: 3_000, reason: 'after hours' });
    expect(waiting.status).toBe(202);
    expect(waiting.data(paymentView)).toMatchObject({
      ...{ status: 'CAPTURED', refunded: 0 },
      refunds: [{ status: 'REQUESTED', drawerId: null }],
    });
    const above = await running.refund(business, paymentId, { amount: 2_001, reason: 'x' });
    expect(above.code).toBe('REFUND_EXCEEDS_CAPTURED');
    const next = await running.drawer(business, 4_000);
    await running.becomes(paymentId, 'PARTIALLY_REFUNDED');
    expect(await expectedIn(next)).toBe(1_000);
    expect((await read(paymentId)).at('data.refunds.0.drawerId')).toBe(next);
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('cash waits for a drawer that has as much in it', async () => {
    const paymentId = await cash(5_000);
    const move = (kind: string, amount: number) =>
      running.it.http.post(`/drawers/${drawerId}/movements`, {
        body: { kind, amount, reason: 'x' },
        token: business.cashier,
      });
    await move('DROP', 4_000);
    expect((await running.refund(business, paymentId, { reason: 'x' })).status).toBe(202);
    await move('PAY_IN', 4_500);
    await running.becomes(paymentId, 'REFUNDED');
    expect(await expectedIn(drawerId)).toBe(500);
  });

  it('of two refunds that race for the last cash one waits', async () => {
    const [one, two] = [await cash(2_000), await cash(2_000)];
    await running.it.http.post(`/drawers/${drawerId}/movements`, {
      body: { kind: 'DROP', amount: 2_000, reason: 'safe' },
      token: business.cashier,
    });
    const replies = await Promise.all([one, two].map((id) => running.refund(business, id, { reason: 'race' })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 202]);
    expect(await expectedIn(drawerId)).toBe(0);
    await cash(2_000);
    await running.becomes(one, 'REFUNDED');
    await running.becomes(two, 'REFUNDED');
    expect(await expectedIn(drawerId)).toBe(0);
  });

  it('cash first out of the drawer of whoever gives it back', async () => {
    const paymentId = await cash(1_000);
    const manager = { ...business, cashierId: newId(), outletId: business.outletId };
    const { tenant, outletId } = business;
    const owner = await running.token(tenant, ['MANAGER'], { id: manager.cashierId, outlets: [outletId] });
    const own = await running.drawer({ outletId, cashier: owner }, 1_500);
    const reply = await running.refund({ ...business, owner }, paymentId, { reason: 'x' });
    expect(reply.at('data.refunds.0.drawerId')).toBe(own);
    expect([await expectedIn(own), await expectedIn(drawerId)]).toEqual([500, 1_000]);
  });

  it.each([
    ['CARD_TERMINAL', 'card-terminal-receivable'],
    ['UPI_STATIC', 'upi-receivable'],
    ['COD', 'cod-receivable'],
    ['DUE', 'house-accounts'],
    ['COMPLIMENTARY', 'complimentary'],
  ])('%s at once, out of %s', async (method, account) => {
    const bill = await running.bill(business, { total: 8_000 });
    const paid = await running.record(business, { billId: bill.id, method, reference: 'slip' });
    const reply = await running.refund(business, String(paid.at('data.id')), { amount: 3_000, reason: 'x' });
    expect([reply.status, reply.at('data.refunds.0.status')]).toEqual([201, 'PROCESSED']);
    expect(await running.balance(business, account)).toBe(5_000);
    expect(await running.trialBalance(business)).toBe(0);
    const above = await running.refund(business, String(paid.at('data.id')), { amount: 8_001, reason: 'x' });
    expect([above.status, above.code]).toEqual([422, 'OUT_OF_RANGE']);
    const left = await running.refund(business, String(paid.at('data.id')), { amount: 5_001, reason: 'x' });
    expect([left.status, left.code]).toEqual([409, 'REFUND_EXCEEDS_CAPTURED']);
  });

  it('never twice: of refunds that race for the same payment one wins, and one key is one refund', async () => {
    const paymentId = await cash(5_000);
    const key = newId();
    const body = { amount: 3_000, reason: 'race' };
    const replies = await Promise.all([
      ...Array.from({ length: 5 }, () => running.refund(business, paymentId, body)),
      running.refund(business, paymentId, body, key),
      running.refund(business, paymentId, body, key),
    ]);
    expect(replies.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1);
    expect(await expectedIn(drawerId)).toBe(2_000);
    expect((await read(paymentId)).at('data.refunded')).toBe(3_000);
  });

  it('as a refund of the bill spread over tenders, under the refund’s own id for each payment', async () => {
    const bill = await running.bill(business, { total: 9_000 });
    const parts = [
      await running.cash(business, { billId: bill.id, amount: 4_000, tendered: 4_000 }),
      await running.record(business, { billId: bill.id, method: 'CARD_TERMINAL', reference: 'slip' }),
    ].map((reply) => reply.data(paymentView).id);
    const refundId = newId();
    for (const paymentId of parts)
      await running.tell(BillRefundDue, business.tenant.id, bill.id, {
        ...{ billId: bill.id, orderIds: [bill.orderId], outletId: business.outletId, paymentId },
        ...{ amount: 1_500, reason: 'two dishes', refundId },
      });
    for (const paymentId of parts) {
      await running.becomes(paymentId, 'PARTIALLY_REFUNDED');
      const told = await running.heard.heard(
        'the refund',
        ({ headers }) => headers.ce_type === PaymentRefunded.type && headers.ce_subject === paymentId,
      );
      expect(JSON.parse(String(told.value))).toMatchObject({ refundId, refunded: 1_500, reason: 'two dishes' });
      const [refund] = (await read(paymentId)).data(paymentView).refunds;
      expect(refund).toMatchObject({ billRefundId: refundId, status: 'PROCESSED' });
      expect(refund?.id).not.toBe(refundId);
    }
    expect(await expectedIn(drawerId)).toBe(2_500);
  });

  it('of an order that was cancelled after closing time by itself, once a drawer opens', async () => {
    const paymentId = await cash(2_000);
    await close(drawerId, 2_000);
    const { billId, orderIds } = (await read(paymentId)).data(paymentView);
    await running.tell(BillRefundDue, business.tenant.id, billId, {
      ...{ billId, orderIds, outletId: business.outletId, paymentId, amount: 2_000, reason: 'ORDER_ENDED' },
    });
    await eventually(
      'the refund waits',
      async () => (await read(paymentId)).at('data.refunds.0.status') === 'REQUESTED',
    );
    await running.drawer(business, 2_000);
    await running.becomes(paymentId, 'REFUNDED');
  });

  it('is refused to cashiers, to staff of other outlets and to other businesses', async () => {
    const paymentId = await cash(2_000);
    const asking = async (owner: string) => {
      const { status, code } = await running.refund({ ...business, owner }, paymentId, { reason: 'x' });
      return `${status} ${String(code)}`;
    };
    expect(await asking(business.cashier)).toBe('403 PERMISSION_DENIED');
    expect(await asking(await running.token(business.tenant, ['MANAGER'], { outlets: [newId()] }))).toBe(
      '404 NOT_FOUND',
    );
    expect(await asking((await running.business()).owner)).toBe('404 NOT_FOUND');
    expect(await expectedIn(drawerId)).toBe(2_000);
  });
});
