import { dailyStatsView, paymentView } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningPayment, type Business } from './running-payment.js';

describe('The money of a day', () => {
  let running: RunningPayment;
  let business: Business;

  beforeAll(async () => {
    running = await RunningPayment.start();
    business = await running.business();
  });
  afterAll(() => running.close());

  const stats = (query = '', token = business.owner) => running.it.http.get(`/payments/stats/daily${query}`, { token });

  it('says by tender what was captured, tipped and refunded, what is in quarantine and what drawers had too much', async () => {
    const drawerId = await running.drawer(business, 10_000);
    await running.drawer({ ...business, cashier: business.owner });
    const paid = async (body: Record<string, unknown>, total: number) => {
      const bill = await running.bill(business, { total });
      return (await running.record(business, { billId: bill.id, ...body })).data(paymentView).id;
    };
    const cash = await paid({ method: 'CASH', tip: 500 }, 10_000);
    await paid({ method: 'CASH' }, 4_000);
    const due = await paid({ method: 'DUE' }, 3_000);
    await running.refund(business, cash, { amount: 2_500, reason: 'x' });
    await running.refund(business, due, { reason: 'x' });
    const { begun } = await running.captured(business, 20_000);
    await running.refund(business, begun.paymentId, { amount: 5_000, reason: 'x' });
    const strange = await running.begun(business, 7_000);
    const attempt = await running.pay(strange.begun.razorpayOrderId, { amount: 6_900 });
    expect((await running.verify(business, strange.begun.paymentId, attempt)).status).toBe(409);
    await running.it.http.post(`/drawers/${drawerId}/close`, { body: { counted: 21_900 }, token: business.cashier });

    const day = (await stats()).data(dailyStatsView);
    const line = (
      tender: string,
      payments: number,
      captured: number,
      tips: number,
      refunds: number,
      refunded: number,
    ) => ({
      ...{ tender, payments, captured, tips, refunds, refunded, net: captured - refunded },
    });
    expect(day).toMatchObject({
      outletId: null,
      tenders: [
        line('CASH', 2, 14_500, 500, 1, 2_500),
        line('DUE', 1, 3_000, 0, 1, 3_000),
        line('RAZORPAY', 1, 20_000, 0, 1, 5_000),
      ],
      ...{ payments: 4, captured: 37_500, tips: 500, refunds: 3, refunded: 10_500, net: 27_000 },
      quarantined: 6_900,
      drawers: { open: 1, closed: 1, overShort: -100 },
    });
    const ofOutlet = (await stats(`?outlet=${business.outletId}&date=${day.date}`)).data(dailyStatsView);
    expect(ofOutlet).toEqual({ ...day, outletId: business.outletId });
    const cashier = (await stats('', business.cashier)).data(dailyStatsView);
    expect(cashier).toEqual(day);
  });

  it('is nothing on a day without any', async () => {
    const empty = (await stats('?date=2020-02-29')).data(dailyStatsView);
    expect(empty).toMatchObject({ tenders: [], captured: 0, net: 0, drawers: { open: 0, closed: 0, overShort: 0 } });
  });

  it('is shown to staff of the outlet alone', async () => {
    const elsewhere = await running.token(business.tenant, ['CASHIER'], { outlets: [newId()] });
    const hidden = await stats(`?outlet=${business.outletId}`, elsewhere);
    expect([hidden.status, hidden.code]).toEqual([404, 'NOT_FOUND']);
    expect((await stats('', elsewhere)).at('data.tenders')).toEqual([]);
    expect((await stats(`?outlet=${newId()}`)).status).toBe(404);
    expect((await stats('', business.customer)).code).toBe('PERMISSION_DENIED');
    expect((await stats('?date=2026-02-31')).faults).toEqual(['date INVALID_DATE']);
    expect((await stats('?tender=CASH')).faults).toEqual(['tender UNKNOWN_FIELD']);
  });

  it('is counted for those who watch the system too', async () => {
    const text = await (await fetch(`${running.it.url}/metrics`)).text();
    expect(text).toMatch(/^payments_total\{[^}]*tender="CASH"[^}]*outcome="captured"[^}]*\} 2$/m);
    expect(text).toMatch(/^payment_amount_paise_total\{[^}]*tender="CASH"[^}]*outcome="captured"[^}]*\} 14500$/m);
    expect(text).toMatch(/^payment_amount_paise_total\{[^}]*tender="RAZORPAY"[^}]*outcome="refunded"[^}]*\} 5000$/m);
    expect(text).toMatch(/^payments_quarantined(\{[^}]*\})? 1$/m);
    expect(text).toMatch(/^ledger_imbalance_paise(\{[^}]*\})? 0$/m);
  });

  it('has less than no tips on a day on which one of the day before went back', async () => {
    const shop = await running.business();
    const owner = await running.it.mintToken({ tenantId: shop.tenant.id, roles: ['OWNER'], expiresIn: 200_000 });
    const evening = { ...shop, owner, cashier: owner };
    await running.drawer(evening, 20_000);
    const bill = await running.bill(shop, { total: 10_000 });
    const paid = await running.cash(evening, { billId: bill.id, tip: 700, tendered: 10_700 });
    const read = () => running.it.http.get('/payments/stats/daily', { token: owner });
    const yesterday = (await read()).at('data.date');
    await running.it.query('update clock_offset set offset_ms = $1', [86_400_000]);
    await eventually('it is the next day', async () => (await read()).at('data.date') !== yesterday);
    await running.refund(evening, paid.data(paymentView).id, { reason: 'cold' });
    const day = (await read()).data(dailyStatsView);
    expect(day).toMatchObject({ captured: 0, tips: -700, refunded: 10_700, net: -10_700 });
  });
});
