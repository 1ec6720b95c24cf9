import { CashReceived, OrderCancelled, paymentView, TableSessionJoined } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderMother, sharesMother } from './bill.mother.js';
import { RunningPayment, type Business } from './running-payment.js';

describe('Money is taken at the counter', () => {
  let running: RunningPayment;
  let business: Business;

  beforeAll(async () => {
    running = await RunningPayment.start();
    business = await running.business();
    await running.drawer(business, 50_000);
  });
  afterAll(() => running.close());

  it('in cash, with change and tip, into the caller’s open drawer', async () => {
    const bill = await running.bill(business, { total: 31_400 });
    const reply = await running.cash(business, { orderId: bill.orderId, tip: 1_600, tendered: 50_000 });
    expect(reply.status).toBe(201);
    const paid = reply.data(paymentView);
    expect(reply.headers['location']).toBe(`/api/v1/payments/${paid.id}`);
    expect(paid).toMatchObject({
      ...{ tender: 'CASH', status: 'CAPTURED', amount: 33_000, tip: 1_600, captured: 33_000, refunded: 0 },
      ...{ tendered: 50_000, change: 17_000, shareId: null, billId: bill.id, orderIds: [bill.orderId] },
      ...{ outletId: business.outletId, customerId: business.customerId, reference: null, providerOrderId: null },
    });
    expect(paid.capturedAt).not.toBeNull();
    expect(await running.facts(paid.id)).toEqual(['payment.captured.v1', 'cash.received.v1']);
    const told = await running.heard.heard(
      'the cash',
      ({ headers }) => headers.ce_type === CashReceived.type && headers.ce_subject === paid.id,
    );
    expect(told.key).toBe(`${business.tenant.id}:${bill.id}`);
    expect(JSON.parse(String(told.value))).toMatchObject({
      ...{ tender: 'CASH', amount: 33_000, tip: 1_600, shareId: null, tendered: 50_000, change: 17_000 },
      ...{ drawerId: paid.drawerId, by: business.cashierId, businessDate: paid.businessDate },
    });
    expect(await running.journals(paid.id)).toEqual(['CAPTURE 33000']);
    const drawer = await running.it.http.get(`/drawers/${String(paid.drawerId)}`, { token: business.cashier });
    expect(drawer.at('data.expected')).toBe(83_000);
    expect(drawer.at('data.movements.1')).toMatchObject({ kind: 'SALE', amount: 33_000, paymentId: paid.id });
  });

  it.each([
    ['CARD_TERMINAL', 'card-terminal-receivable', 'RRN 42'],
    ['UPI_STATIC', 'upi-receivable', '4242@upi'],
    ['COD', 'cod-receivable', undefined],
    ['DUE', 'house-accounts', undefined],
    ['COMPLIMENTARY', 'complimentary', undefined],
    ['CASH', 'cash-drawer', undefined],
  ])('by %s, booked as %s', async (method, account, reference) => {
    const before = await running.balance(business, account);
    const bill = await running.bill(business, { total: 12_000 });
    const asked = { billId: bill.id, method, ...(reference === undefined ? {} : { reference }) };
    const reply = await running.record(business, asked);
    expect(reply.status).toBe(201);
    const paid = reply.data(paymentView);
    expect(paid).toMatchObject({ tender: method, status: 'CAPTURED', amount: 12_000, reference: reference ?? null });
    expect(paid.change).toBe(method === 'CASH' ? 0 : null);
    expect((await running.facts(paid.id))[0]).toBe('payment.captured.v1');
    expect(await running.balance(business, account)).toBe(before + 12_000);
    expect(await running.trialBalance(business)).toBe(0);
    expect((await running.record(business, asked)).code).toBe('PAYMENT_STATE_CONFLICT');
  });

  it('books a tip as what is owed to the staff', async () => {
    const before = await running.balance(business, 'tips-payable');
    const bill = await running.bill(business, { total: 10_000 });
    const body = { billId: bill.id, method: 'CARD_TERMINAL', reference: 'slip 1', tip: 500 };
    expect((await running.record(business, body)).at('data.amount')).toBe(10_500);
    expect(await running.balance(business, 'tips-payable')).toBe(before - 500);
  });

  it('in parts, until nothing is due', async () => {
    const bill = await running.bill(business, { total: 10_000 });
    const part = { billId: bill.id, amount: 4_000, tendered: 4_000 };
    expect((await running.cash(business, part)).status).toBe(201);
    const above = await running.cash(business, { billId: bill.id, amount: 6_001, tendered: 7_000 });
    expect([above.status, above.code, above.at('error.details')]).toEqual([
      ...[409, 'PAYMENT_EXCEEDS_DUE', { due: 6_000, asked: 6_001 }],
    ]);
    expect((await running.cash(business, { billId: bill.id, tendered: 6_000 })).at('data.amount')).toBe(6_000);
    const late = await running.cash(business, { billId: bill.id, tendered: 6_000 });
    expect([late.status, late.code]).toEqual([409, 'PAYMENT_STATE_CONFLICT']);
  });

  it('refuses a bill without anything due: total 0, settled, void', async () => {
    for (const owed of [
      { total: 0 },
      { total: 500, due: 0, paid: 500, status: 'SETTLED' as const },
      { total: 500, due: 500, status: 'VOID' as const },
    ]) {
      const bill = await running.bill(business, owed);
      const reply = await running.cash(business, { billId: bill.id, tendered: 500 });
      expect([reply.status, reply.code]).toEqual([409, 'PAYMENT_STATE_CONFLICT']);
      const online = await running.begin(business, { billId: bill.id });
      expect([online.status, online.code]).toEqual([409, 'PAYMENT_STATE_CONFLICT']);
    }
  });

  it('refuses too little cash (422) and a cashier without an open drawer there (409), and nothing has happened', async () => {
    const bill = await running.bill(business, { total: 10_000 });
    const rows = () => running.it.query('select id from payment where bill_id = $1', [bill.id]);
    const little = await running.cash(business, { billId: bill.id, tip: 1, tendered: 10_000 });
    expect([little.status, little.code]).toEqual([422, 'TENDERED_TOO_LITTLE']);
    expect(little.at('error.details')).toEqual({ asked: 10_001, tendered: 10_000 });
    const cashier = await running.token(business.tenant, ['CASHIER'], { outlets: [business.outletId] });
    for (const call of [
      running.cash({ cashier }, { billId: bill.id, tendered: 10_000 }),
      running.record({ cashier }, { billId: bill.id, method: 'CASH' }),
    ]) {
      const reply = await call;
      expect([reply.status, reply.code]).toEqual([409, 'DRAWER_NOT_OPEN']);
    }
    expect(await rows()).toEqual([]);
  });

  it('refuses bodies that say too much, too little or nonsense with 422', async () => {
    const bill = await running.bill(business);
    const cash = (body: Record<string, unknown>) =>
      running.cash(business, { billId: bill.id, tendered: 25_000, ...body });
    expect((await cash({ amount: 0 })).faults).toEqual(['amount OUT_OF_RANGE']);
    expect((await cash({ amount: '1' })).faults).toEqual(['amount WRONG_TYPE']);
    expect((await cash({ tip: -1 })).faults).toEqual(['tip OUT_OF_RANGE']);
    expect((await cash({ tip: 10_000_001 })).faults).toEqual(['tip OUT_OF_RANGE']);
    expect((await cash({ tendered: 1.5 })).status).toBe(422);
    expect((await cash({ status: 'CAPTURED' })).faults).toEqual(['status UNKNOWN_FIELD']);
    expect((await cash({ outletId: newId() })).faults).toEqual(['outletId UNKNOWN_FIELD']);
    expect((await cash({ orderId: bill.orderId })).status).toBe(422);
    expect((await cash({ shareId: '01890000-0000-7000-8000-000000000000' })).faults).toEqual([
      'shareId UNKNOWN_REFERENCE',
    ]);
    expect((await running.cash(business, { billId: bill.id })).faults).toEqual(['tendered REQUIRED']);
    const record = (body: Record<string, unknown>) => running.record(business, { billId: bill.id, ...body });
    expect((await record({ method: 'CARD_TERMINAL' })).faults).toEqual(['reference REQUIRED']);
    expect((await record({ method: 'UPI_STATIC' })).faults).toEqual(['reference REQUIRED']);
    expect((await record({ method: 'RAZORPAY' })).faults).toEqual(['method NOT_ALLOWED']);
    expect((await record({ method: 'WALLET' })).faults).toEqual(['method NOT_ALLOWED']);
    expect((await record({ method: 'COMPLIMENTARY', tip: 1 })).faults).toEqual(['tip NOT_ALLOWED']);
    expect((await record({ method: 'COD', reference: 'x'.repeat(101) })).faults).toEqual(['reference OUT_OF_RANGE']);
    const keyless = await running.it.http.post('/payments/record', {
      body: { billId: bill.id, method: 'COD' },
      token: business.cashier,
    });
    expect([keyless.status, keyless.code]).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
    expect(await running.it.query('select id from payment where bill_id = $1', [bill.id])).toEqual([]);
  });

  it('refuses an order that ended with 409 ORDER_CANNOT_MOVE', async () => {
    const bill = await running.bill(business);
    await running.tell(OrderCancelled, business.tenant.id, bill.orderId, orderMother(bill, 'CANCELLED'));
    await eventually('the cancellation is known', async () => {
      const reply = await running.record(business, { orderId: bill.orderId, method: 'COD', amount: 1_000_000 });
      return reply.status === 409 && reply.code === 'ORDER_CANNOT_MOVE';
    });
  });

  it('hides bills of other outlets, businesses and tables, and refuses those who may not', async () => {
    const bill = await running.bill(business, { tableSessionId: newId(), shares: sharesMother(25_000) });
    const body = { billId: bill.id, method: 'COD' };
    const elsewhere = await running.token(business.tenant, ['CASHIER'], { outlets: [newId()] });
    const other = await running.business();
    for (const cashier of [elsewhere, other.cashier]) {
      const replies = [
        await running.record({ cashier }, body),
        await running.cash({ cashier }, { billId: bill.id, tendered: 1 }),
      ];
      for (const reply of replies) expect([reply.status, reply.code]).toEqual([404, 'NOT_FOUND']);
    }
    for (const role of ['CUSTOMER', 'GUEST', 'WAITER', 'KITCHEN', 'DEVICE'] as const) {
      const reply = await running.record({ cashier: await running.token(business.tenant, [role]) }, body);
      expect([reply.status, reply.code]).toEqual([403, 'PERMISSION_DENIED']);
    }
    const guest = (tableSessionId: string) => running.token(business.tenant, ['GUEST'], { tableSessionId });
    const neighbour = await running.begin({ customer: await guest(newId()) }, { billId: bill.id });
    expect([neighbour.status, neighbour.code]).toEqual([404, 'NOT_FOUND']);
    const own = await running.begin({ customer: await guest(String(bill.tableSessionId)) }, { billId: bill.id });
    expect(own.status).toBe(201);
  });

  it('lets a customer who joined the table pay its bill, whoever ordered', async () => {
    const tableSessionId = newId();
    const bill = await running.bill(business, { tableSessionId, customerId: null });
    const customerId = newId();
    const customer = await running.token(business.tenant, ['CUSTOMER'], { id: customerId });
    expect((await running.begin({ customer }, { billId: bill.id })).status).toBe(404);
    await running.tell(TableSessionJoined, business.tenant.id, tableSessionId, {
      ...{ tableSessionId, tableId: newId(), tableLabel: 'T5', outletId: business.outletId },
      ...{ businessDate: '2026-11-20', guestId: null, customerId },
    });
    await eventually('the customer is known to sit there', async () => {
      return (await running.begin({ customer }, { billId: bill.id })).status === 201;
    });
  });

  it('once for one key, replayed byte for byte; the key with another body is refused', async () => {
    const bill = await running.bill(business, { total: 10_000 });
    const key = newId();
    const body = { billId: bill.id, amount: 2_000, tendered: 2_000 };
    const replies = await Promise.all([1, 2, 3, 4].map(() => running.cash(business, body, key)));
    expect(replies.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(1);
    for (const { status, code } of replies.filter((reply) => reply.status !== 201))
      expect([status, code]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    const again = await running.cash(business, body, key);
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([
      ...[replies.find(({ status }) => status === 201)?.text, 'true'],
    ]);
    expect((await running.cash(business, { ...body, tendered: 3_000 }, key)).code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await running.it.query('select id from payment where bill_id = $1', [bill.id])).toHaveLength(1);
  });

  it('stamps its business date by the clock of the outlet: at 01:40 it is the evening before', async () => {
    const { tenant, cashierId: id } = business;
    const cashier = await running.it.mintToken({ tenantId: tenant.id, roles: ['CASHIER'], id, expiresIn: 3 * 86_400 });
    const dateIn = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toLocaleDateString('en-CA', { timeZone: 'Asia/Kolkata' });
    const paidAt = async (at: string) => {
      await running.moveClock(new Date(at).getTime() - Date.now());
      try {
        const bill = await running.bill(business, { total: 500 });
        const reply = await running.record({ cashier }, { billId: bill.id, method: 'CASH' });
        const { businessDate, drawerId } = reply.data(paymentView);
        const rows = await running.it.query<{ date: string }>(
          `select business_date::text as date from ledger_entry where payment_id = $1
           union all select business_date::text from drawer_movement where payment_id = $1`,
          [reply.at('data.id')],
        );
        expect(drawerId).not.toBeNull();
        return [businessDate, ...rows.map(({ date }) => date)];
      } finally {
        await running.moveClock(0);
      }
    };
    const [before, after] = [dateIn(1), dateIn(2)];
    expect(await paidAt(`${after}T01:40:00+05:30`)).toEqual([before, before, before]);
    expect(await paidAt(`${after}T04:10:00+05:30`)).toEqual([after, after, after]);
  });
});
