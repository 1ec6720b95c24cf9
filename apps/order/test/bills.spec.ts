import { randomUUID } from 'node:crypto';
import {
  BillPresented,
  BillRefundDue,
  BillRefunded,
  BillSettled,
  BillSplit,
  BillState,
  billRefundView,
  billView,
  invoiceView,
  PaymentCaptured,
  tableSessionView,
  tableView,
  type BillView,
} from '@chowk/contracts';
import { TenantDirectory } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dosaId, indiranagar, koramangala, otherTenantId, paneerId, restaurant } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let manager: string;
let waiter: string;
beforeAll(async () => {
  running = await RunningOrder.start();
  const { settings, taxRegistrations } = restaurant();
  const [registration] = taxRegistrations;
  const serviceCharge = { basisPoints: 500, taxRateBasisPoints: 500 };
  await running.service.addTenant(
    restaurant({
      settings: { ...settings, paymentTiming: { DINE_IN: 'PAY_LATER', TAKEAWAY: 'PREPAID' }, serviceCharge },
      taxRegistrations: registration ? [{ ...registration, gstin: '29AAGCB7383J1Z4', fssai: '11226999000123' }] : [],
    }),
  );
  running.service.app.get(TenantDirectory).forget();
  manager = await running.staff('MANAGER');
  waiter = await running.staff('WAITER');
});
afterAll(() => running.close());

let tables = 0;
/** People at a table who have ordered in rounds; answers their one bill. */
async function tableWith(...rounds: { itemId: string; quantity: number; seat?: number }[][]): Promise<BillView> {
  const label = `B${(tables += 1)}`;
  const made = await running.http.post('/tables', { token: manager, body: { outletId: indiranagar, label } });
  const { code } = made.data(tableView);
  const tableSessionId = (await running.http.post(`/tables/${code}/sessions`, { token: waiter })).data(
    tableSessionView,
  ).id;
  let billId = '';
  for (const lines of rounds)
    billId = (await running.placed(waiter, { outletId: undefined, tableSessionId, fulfilment: 'DINE_IN', lines }))
      .billId;
  return eventually('all rounds are on the bill', async () => {
    const bill = await running.bill(billId);
    return bill.orders.length === rounds.length && bill;
  });
}

const twoRounds = () =>
  tableWith([{ itemId: dosaId, quantity: 2, seat: 1 }], [{ itemId: paneerId, quantity: 1, seat: 2 }]);
const post = (path: string, body?: unknown, token = manager) =>
  running.http.post(path, { token, key: randomUUID(), ...(body === undefined ? {} : { body }) });
const split = (bill: BillView, body: unknown, token = waiter) => post(`/bills/${bill.id}/split`, body, token);
const amounts = (bill: BillView) => bill.shares.map(({ label, amount }) => [label, amount]);
const money = (bill: BillView, amount: number, more: Record<string, unknown> = {}) =>
  running.tell(PaymentCaptured, randomUUID(), {
    ...{ paymentId: randomUUID(), billId: bill.id, orderIds: bill.orders.map(({ orderId }) => orderId) },
    ...{ outletId: bill.outletId, businessDate: bill.businessDate, tender: 'CASH', amount, currency: 'INR' },
    ...{ providerOrderId: null, providerPaymentId: null, capturedAt: '2026-11-21T10:00:00.000Z', ...more },
  });
async function settled(): Promise<BillView> {
  const bill = await twoRounds();
  await post(`/bills/${bill.id}/present`);
  await money(bill, bill.due);
  return running.bill(bill.id);
}

describe('the bill of a table', () => {
  it('carries the rounds of all with their tax, and is settled once it was shown and is paid', async () => {
    const bill = await twoRounds();
    expect(bill).toMatchObject({ subtotal: 50_000, taxable: 50_000, tax: 2_500, total: 52_500, status: 'OPEN' });
    expect(bill.orders.flatMap(({ lines }) => lines.map(({ name, seat }) => [name, seat]))).toEqual([
      ['Masala dosa', 1],
      ['Paneer butter masala (Full)', 2],
    ]);
    const shown = (await post(`/bills/${bill.id}/present`, undefined, waiter)).data(billView);
    expect(shown).toMatchObject({ status: 'PRESENTED', prints: 1 });
    expect(await running.facts(BillPresented, bill.id)).toMatchObject([{ prints: 1, due: 52_500 }]);
    await money(bill, 53_000, { tip: 500 });
    const paid = await running.bill(bill.id);
    expect(paid).toMatchObject({ status: 'SETTLED', paid: 53_000, tips: 500, due: 0 });
    expect(paid.invoiceNumber).toMatch(/^IND\/I\d\d\/\d+$/);
    expect(await running.facts(BillSettled, bill.id)).toMatchObject([
      { invoiceNumber: paid.invoiceNumber, tips: 500, total: 52_500 },
    ]);
    const reprint = (await post(`/bills/${bill.id}/present`)).data(billView);
    expect(reprint).toMatchObject({ status: 'SETTLED', prints: 2 });
  });

  it('takes the service charge when somebody agrees to it, and is made out to a business on request', async () => {
    const bill = await twoRounds();
    const path = `/bills/${bill.id}`;
    const patch = (body: unknown) => running.http.patch(path, { token: waiter, body });
    expect((await patch({ serviceCharge: true })).data(billView)).toMatchObject({
      serviceCharge: true,
      charges: [{ code: 'SERVICE', amount: 2_500, tax: 126 }],
      total: 55_100,
      roundOff: -26,
    });
    expect((await patch({ serviceCharge: false })).data(billView)).toMatchObject({ charges: [], total: 52_500 });
    const buyer = { name: 'Acme LLP', gstin: '27AAPFU0939F1ZV' };
    expect((await patch({ buyer })).data(billView).buyer).toEqual({ ...buyer, address: null });
    const wrong = await patch({ buyer: { ...buyer, gstin: '27AAPFU0939F1ZW' } });
    expect([wrong.status, wrong.faults]).toEqual([422, ['buyer.gstin INVALID_GSTIN']]);
    expect((await patch({})).status).toBe(422);
    expect((await patch({ total: 1 })).faults).toContain('total UNKNOWN_FIELD');
    await post(`${path}/present`);
    await money(bill, 52_500);
    const closed = await patch({ buyer: null });
    expect([closed.status, closed.code]).toEqual([409, 'BILL_CLOSED']);
    const invoice = (await running.http.get(`${path}/invoice`, { token: waiter })).data(invoiceView);
    expect(invoice.recipient).toMatchObject({ name: 'Acme LLP', stateCode: '27', state: 'Maharashtra' });
  });

  it('is made out to a business by the same call that takes the charge off it and so settles it', async () => {
    const bill = await twoRounds();
    const patch = (body: unknown) => running.http.patch(`/bills/${bill.id}`, { token: waiter, body });
    await patch({ serviceCharge: true });
    await post(`/bills/${bill.id}/present`);
    await money(bill, 52_500);
    const buyer = { name: 'Acme LLP', gstin: '27AAPFU0939F1ZV' };
    const reply = await patch({ serviceCharge: false, buyer });
    expect(reply.data(billView)).toMatchObject({ status: 'SETTLED', due: 0, buyer: { name: 'Acme LLP' } });
    const invoice = (await running.http.get(`/bills/${bill.id}/invoice`, { token: waiter })).data(invoiceView);
    expect(invoice.recipient).toMatchObject({ name: 'Acme LLP' });
  });

  it('belongs to its outlet and tenant: for all others it does not exist', async () => {
    const bill = await settled();
    const away = await running.staff('MANAGER', [koramangala]);
    const foreign = await running.service.mintToken({ tenantId: otherTenantId, roles: ['MANAGER'] });
    const stranger = await running.customer();
    for (const token of [away, foreign]) {
      for (const path of ['', '/invoice', '/refunds', `/refunds/${randomUUID()}`])
        expect((await running.http.get(`/bills/${bill.id}${path}`, { token })).status).toBe(404);
      expect((await post(`/bills/${bill.id}/present`, undefined, token)).status).toBe(404);
      expect((await split(bill, { by: 'EQUALLY', parts: 2 }, token)).status).toBe(404);
      expect((await post(`/bills/${bill.id}/refunds`, { amount: 1, reason: 'x' }, token)).status).toBe(404);
      expect((await running.http.patch(`/bills/${bill.id}`, { token, body: { buyer: null } })).status).toBe(404);
    }
    expect((await running.http.get(`/bills/${bill.id}/invoice`, { token: stranger })).status).toBe(404);
    expect((await post(`/bills/${bill.id}/refunds`, { amount: 1, reason: 'x' }, waiter)).code).toBe(
      'PERMISSION_DENIED',
    );
    expect((await running.http.get('/bills/none', { token: manager })).status).toBe(404);
  });
});

describe('a bill is divided', () => {
  it('by person, equally, by line and by amount, to its total exactly', async () => {
    const bill = await tableWith(
      [{ itemId: dosaId, quantity: 2, seat: 1 }],
      [
        { itemId: paneerId, quantity: 1, seat: 2 },
        { itemId: dosaId, quantity: 1 },
      ],
    );
    const [first] = bill.orders;
    const lineId = first?.lines[0]?.lineId ?? '';
    const ways = [
      [
        { by: 'PERSON' },
        [
          ['Seat 1', 31_500],
          ['Seat 2', 33_600],
        ],
      ],
      [
        { by: 'EQUALLY', parts: 3 },
        [
          ['1 of 3', 21_700],
          ['2 of 3', 21_700],
          ['3 of 3', 21_700],
        ],
      ],
      [
        { by: 'LINES', shares: [{ label: 'Asha', lineIds: [lineId] }] },
        [
          ['Asha', 25_200],
          ['Rest', 39_900],
        ],
      ],
      [
        { by: 'AMOUNT', shares: [{ label: 'Asha', amount: 10_001 }] },
        [
          ['Asha', 10_001],
          ['Rest', 55_099],
        ],
      ],
    ] as const;
    for (const [body, shares] of ways) expect(amounts((await split(bill, body)).data(billView))).toEqual(shares);
    expect(await running.facts(BillSplit, bill.id)).toHaveLength(4);
    const states = await running.facts(BillState, bill.id);
    expect(states.at(-1)?.shares?.map(({ amount }) => amount)).toEqual([10_001, 55_099]);
  });

  it('refuses lines that are not on it or in two shares, more than is due, and odd requests', async () => {
    const bill = await twoRounds();
    const lineId = bill.orders[0]?.lines[0]?.lineId ?? '';
    const lines = (...lineIds: string[]) => ({ by: 'LINES', shares: [{ label: 'Asha', lineIds }] });
    expect((await split(bill, lines(randomUUID()))).faults).toEqual(['shares.0.lineIds.0 UNKNOWN_REFERENCE']);
    expect((await split(bill, lines(lineId, lineId))).faults).toEqual(['shares.0.lineIds.1 NOT_ALLOWED']);
    const tooMuch = await split(bill, { by: 'AMOUNT', shares: [{ label: 'Asha', amount: 52_501 }] });
    expect([tooMuch.status, tooMuch.code, tooMuch.faults]).toEqual([422, 'OUT_OF_RANGE', ['shares OUT_OF_RANGE']]);
    for (const body of [{ by: 'EQUALLY', parts: 1 }, { by: 'MOOD' }, { by: 'PERSON', parts: 2 }])
      expect((await split(bill, body)).status).toBe(422);
    const nobody = await tableWith([{ itemId: dosaId, quantity: 1 }]);
    expect((await split(nobody, { by: 'PERSON' })).faults).toEqual(['by NOT_ALLOWED']);
  });

  it('for good once a share has money: each is paid by itself, what comes later is one more share', async () => {
    const bill = await twoRounds();
    const { shares } = (await split(bill, { by: 'EQUALLY', parts: 2 })).data(billView);
    const [one, other] = shares;
    await money(bill, 26_250, { shareId: one?.shareId });
    const refused = await split(bill, { by: 'EQUALLY', parts: 3 });
    expect([refused.status, refused.code]).toEqual([409, 'BILL_BEING_PAID']);
    expect((await running.bill(bill.id)).shares.map(({ paid }) => paid)).toEqual([26_250, 0]);
    const round = { outletId: undefined, tableSessionId: bill.tableSessionId, fulfilment: 'DINE_IN' };
    await running.placed(waiter, round);
    const after = await running.bill(bill.id);
    expect(amounts(after)).toEqual([
      ['1 of 2', 26_250],
      ['Rest', 38_850],
    ]);
    expect(after.shares.some(({ shareId }) => shareId === other?.shareId)).toBe(false);
    await post(`/bills/${bill.id}/present`);
    await money(bill, 38_850, { shareId: other?.shareId });
    const paid = await running.bill(bill.id);
    expect(paid).toMatchObject({ status: 'SETTLED', due: 0 });
    expect(paid.shares.map(({ amount, paid: own }) => own === amount)).toEqual([true, true]);
    expect((await split(bill, { by: 'EQUALLY', parts: 2 })).code).toBe('BILL_CLOSED');
  });
});

describe('an invoice', () => {
  it('is there once the bill is settled, with all that Rule 46 asks for', async () => {
    const bill = await twoRounds();
    const early = await running.http.get(`/bills/${bill.id}/invoice`, { token: waiter });
    expect([early.status, early.code]).toEqual([409, 'BILL_NOT_INVOICED']);
    await post(`/bills/${bill.id}/present`);
    await money(bill, bill.due);
    const invoice = (await running.http.get(`/bills/${bill.id}/invoice`, { token: waiter })).data(invoiceView);
    expect(invoice).toMatchObject({
      ...{
        kind: 'INVOICE',
        title: 'Tax invoice',
        billId: bill.id,
        reverseCharge: false,
        total: 52_500,
        taxable: 50_000,
      },
      supplier: { gstin: '29AAGCB7383J1Z4', fssai: '11226999000123', state: 'Karnataka', outletName: 'Indiranagar' },
      ...{ recipient: null, placeOfSupply: { stateCode: '29', state: 'Karnataka' } },
      taxes: [
        { component: 'CGST', rateBasisPoints: 250, taxable: 50_000, amount: 1_250 },
        { component: 'SGST', rateBasisPoints: 250, taxable: 50_000, amount: 1_250 },
      ],
      totalInWords: 'Rupees Five Hundred Twenty-Five Only',
      payments: [{ tender: 'CASH', amount: 52_500, tip: 0 }],
    });
    expect(invoice.lines.map(({ code, quantity }) => [code, quantity])).toEqual([
      ['996331', 2],
      ['996331', 1],
    ]);
    expect(invoice.orders.every(({ token }) => token !== null)).toBe(true);
    const orderId = bill.orders[0]?.orderId ?? '';
    const ofOrder = await running.http.get(`/orders/${orderId}/invoice`, { token: waiter });
    expect(ofOrder.data(invoiceView).number).toBe(invoice.number);
  });

  it('is a PDF for who wants to hold it, and a proforma before', async () => {
    const bill = await twoRounds();
    const pdf = (path: string) =>
      fetch(`${running.service.url}/api/v1${path}`, {
        headers: { authorization: `Bearer ${waiter}`, accept: 'application/pdf' },
      });
    const proforma = await pdf(`/bills/${bill.id}`);
    expect([proforma.status, proforma.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(proforma.headers.get('content-disposition')).toContain(`proforma-${bill.id}`);
    expect((await pdf(`/bills/${bill.id}/invoice`)).status).toBe(409);
    await post(`/bills/${bill.id}/present`);
    await money(bill, bill.due);
    for (const path of [
      `/bills/${bill.id}`,
      `/bills/${bill.id}/invoice`,
      `/orders/${bill.orders[0]?.orderId}/invoice`,
    ]) {
      const answer = await pdf(path);
      expect(answer.headers.get('content-disposition')).toMatch(/IND-I\d\d-\d+\.pdf/);
      expect(
        Buffer.from(await answer.arrayBuffer())
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-');
    }
    expect((await running.bill(bill.id)).prints).toBe(1);
  });

  it('is numbered without a gap, also when fifty bills are settled at the same moment and some payments fail', async () => {
    const token = await running.customer();
    const views = await Promise.all(Array.from({ length: 50 }, () => running.placed(token)));
    for (const { id } of views)
      await eventually('it waits for money', async () => (await running.order(id)).status === 'AWAITING_PAYMENT');
    const outcomes = await Promise.all(
      views.flatMap((view) => [
        running.pay({ billId: view.billId, orderIds: [view.id], amount: 12_600 }),
        running.pay({ billId: randomUUID(), orderIds: [view.id], amount: 12_600 }),
      ]),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(50);
    const rows = await running.service.query<{ sequence: number; number: string }>(
      `select sequence, number from tax_document where series = 'I' and outlet_id = $1 order by sequence`,
      [indiranagar],
    );
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.length).toBeGreaterThanOrEqual(50);
    for (const { number, sequence } of rows) expect(number).toMatch(new RegExp(`^IND/I\\d\\d/${sequence}$`));
    const settledBills = await running.service.query<{ count: number }>(
      `select count(*)::integer as count from bill where status = 'SETTLED' and outlet_id = $1`,
      [indiranagar],
    );
    expect(settledBills).toEqual([{ count: rows.length }]);
  });

  it('can be changed and removed by nobody', async () => {
    await settled();
    const rights = await running.service.query<{ privilege: string }>(
      `select privilege_type as privilege from information_schema.role_table_grants
       where table_name = 'tax_document' and grantee in (select name from chowk_role) order by 1`,
    );
    expect(rights.map(({ privilege }) => privilege)).toEqual(['INSERT', 'SELECT']);
  });
});

describe('a refund', () => {
  const refund = (bill: BillView, body: unknown, key = randomUUID()) =>
    running.http.post(`/bills/${bill.id}/refunds`, { token: manager, key, body });

  it('takes lines back with their tax, and says so in a credit note', async () => {
    const bill = await settled();
    const [order] = bill.orders;
    const line = { orderId: order?.orderId, lineId: order?.lines[0]?.lineId };
    const reply = await refund(bill, { lines: [line], reason: 'Cold' });
    expect(reply.status).toBe(201);
    const made = reply.data(billRefundView);
    expect(made).toMatchObject({ amount: 25_200, lines: [{ lineId: line.lineId, amount: 25_200 }], reason: 'Cold' });
    expect(made.creditNoteNumber).toMatch(/^IND\/C\d\d\/\d+$/);
    expect(made.tenders).toMatchObject([{ tender: 'CASH', amount: 25_200 }]);
    expect(await running.bill(bill.id)).toMatchObject({ status: 'SETTLED', total: 52_500, credited: 25_200, due: 0 });
    expect(await running.facts(BillRefundDue, bill.id)).toMatchObject([{ amount: 25_200, refundId: made.refundId }]);
    expect(await running.facts(BillRefunded, bill.id)).toMatchObject([
      { refundId: made.refundId, creditNoteNumber: made.creditNoteNumber, amount: 25_200 },
    ]);
    const list = await running.http.get(`/bills/${bill.id}/refunds`, { token: manager });
    expect(list.data(z.array(billRefundView))).toEqual([made]);
    const note = (await running.http.get(`/bills/${bill.id}/refunds/${made.refundId}`, { token: manager })).data(
      invoiceView,
    );
    expect(note).toMatchObject({
      ...{ kind: 'CREDIT_NOTE', number: made.creditNoteNumber, total: 25_200, taxable: 24_000, reason: 'Cold' },
      original: { number: bill.invoiceNumber },
      taxes: [
        { component: 'CGST', amount: 600 },
        { component: 'SGST', amount: 600 },
      ],
    });
    const again = await refund(bill, { lines: [line], reason: 'Cold' });
    expect([again.status, again.code]).toEqual([409, 'REFUND_EXCEEDS_BILL']);
    expect((await running.order(order?.orderId ?? '')).paymentStatus).toBe('REFUNDED');
  });

  it('refuses what is not on the bill, not settled, too much, or said in two ways', async () => {
    const bill = await settled();
    const strange = { orderId: bill.orders[0]?.orderId, lineId: randomUUID() };
    expect((await refund(bill, { lines: [strange], reason: 'x' })).faults).toEqual(['lines.0 UNKNOWN_REFERENCE']);
    const above = await refund(bill, { amount: 52_501, reason: 'x' });
    expect([above.status, above.code]).toEqual([422, 'OUT_OF_RANGE']);
    for (const body of [
      { reason: 'x' },
      { amount: 1 },
      { amount: 0, reason: 'x' },
      { amount: 1, lines: [strange], reason: 'x' },
    ])
      expect((await refund(bill, body)).status).toBe(422);
    expect(
      (await running.http.post(`/bills/${bill.id}/refunds`, { token: manager, body: { amount: 1, reason: 'x' } })).code,
    ).toBe('IDEMPOTENCY_KEY_REQUIRED');
    const open = await refund(await twoRounds(), { amount: 1, reason: 'x' });
    expect([open.status, open.code]).toEqual([409, 'BILL_NOT_INVOICED']);
    expect(await running.facts(BillRefundDue, bill.id)).toEqual([]);
  });

  it('is made once for a key, and of racing ones those that fit', async () => {
    const bill = await settled();
    const key = randomUUID();
    const [first, replay] = [
      await refund(bill, { amount: 10_000, reason: 'x' }, key),
      await refund(bill, { amount: 10_000, reason: 'x' }, key),
    ];
    expect(replay.at('data.refundId')).toBe(first.at('data.refundId'));
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => refund(bill, { amount: 10_000, reason: 'race' })),
    );
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 201, 409, 409, 409, 409]);
    const rest = await refund(bill, { amount: 10_000, reason: 'x' });
    expect([rest.code, rest.at('error.details.left')]).toEqual(['REFUND_EXCEEDS_BILL', 2_500]);
    expect((await running.bill(bill.id)).credited).toBe(50_000);
    const notes = await running.service.query<{ sequence: number }>(
      `select sequence from tax_document where series = 'C' and outlet_id = $1 order by sequence`,
      [indiranagar],
    );
    expect(notes.map(({ sequence }) => sequence)).toEqual(notes.map((_, index) => index + 1));
  });

  it('that the manager makes of a payment directly gets its credit note by amount', async () => {
    const view = await running.confirmed(await running.customer());
    const bill = await running.bill(view.billId);
    const paymentId = bill.payments[0]?.paymentId ?? '';
    await running.refund({ billId: bill.id, orderIds: [view.id], amount: 12_600, paymentId }, 2_600);
    const after = await running.bill(bill.id);
    expect(after).toMatchObject({ status: 'SETTLED', credited: 2_600, refunded: 2_600, paid: 10_000, due: 0 });
    expect(await running.facts(BillRefunded, bill.id)).toMatchObject([{ amount: 2_600, reason: 'asked' }]);
    expect(await running.facts(BillRefundDue, bill.id)).toEqual([]);
  });
});
