import { randomUUID } from 'node:crypto';
import { OrderRejected, paymentView } from '@chowk/contracts';
import { newId, runInCall, seedId } from '@chowk/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '@chowk/testing';
import { ProviderAccounts } from '../src/provider/database/provider-accounts.js';
import { seedPayment } from '../src/database/seed.js';
import { billMother, orderMother } from './bill.mother.js';
import { RunningPayment, type Business } from './running-payment.js';

describe('Payments are read', () => {
  let running: RunningPayment;
  let business: Business;
  const mine: string[] = [];

  beforeAll(async () => {
    running = await RunningPayment.start();
    business = await running.business();
    mine.push((await running.captured(business)).begun.paymentId);
    mine.push((await running.begun(business, 30_000)).begun.paymentId);
    const otherId = newId();
    const customer = await running.token(business.tenant, ['CUSTOMER'], { id: otherId });
    await running.begun({ ...business, customer, customerId: otherId });
  });
  afterAll(() => running.close());

  const list = (query = '', token = business.owner) => running.it.http.get(`/payments${query}`, { token });
  const idsOf = async (query: string, token?: string) =>
    (await list(query, token)).data(z.array(paymentView)).map(({ id }) => id);

  it('newest first, page by page, with the total when it is asked for', async () => {
    const first = await list('?limit=2&count=true');
    expect([first.at('meta.total'), first.at('meta.limit')]).toEqual([3, 2]);
    const rest = await idsOf(`?limit=2&cursor=${String(first.at('meta.nextCursor'))}`);
    expect(rest).toEqual([mine[0]]);
    expect((await list('?cursor=AAAA')).faults).toEqual(['cursor INVALID_FORMAT']);
    expect((await list('?limit=1000000000')).status).toBe(422);
    expect((await list('?colour=red')).status).toBe(422);
  });

  it('by state, tender, outlet, bill, customer and date', async () => {
    const [captured] = (await list('?status=CAPTURED')).data(z.array(paymentView));
    expect(captured?.id).toBe(mine[0]);
    const { billId, businessDate } = captured ?? { billId: '', businessDate: '' };
    const filters = `?tender=RAZORPAY&outlet=${business.outletId}&bill=${billId}&customer=${business.customerId}&date=${businessDate}`;
    expect(await idsOf(filters)).toEqual([mine[0]]);
  });

  it('by customers their own alone, and by staff those of their outlets', async () => {
    expect((await idsOf('', business.customer)).sort()).toEqual([...mine].sort());
    const here = await running.token(business.tenant, ['CASHIER'], { outlets: [business.outletId] });
    const there = await running.token(business.tenant, ['CASHIER'], { outlets: [newId()] });
    expect(await idsOf('', here)).toHaveLength(3);
    expect(await idsOf('', there)).toEqual([]);
    const guest = (tableSessionId?: string) =>
      running.token(business.tenant, ['GUEST'], tableSessionId === undefined ? {} : { tableSessionId });
    expect(await idsOf('', await guest(newId()))).toEqual([]);
    expect(await idsOf('', await guest())).toEqual([]);
    expect((await list('', await running.token(business.tenant, ['KITCHEN']))).code).toBe('PERMISSION_DENIED');
  });

  it('by nobody through a filter that names what is not theirs: 404 as for what never was', async () => {
    const other = await running.business();
    const theirs = (await running.bill(other)).id;
    const [mineBill] = (await list('')).data(z.array(paymentView)).map(({ billId }) => billId);
    const there = await running.token(business.tenant, ['CASHIER'], { outlets: [newId()] });
    const customer = await running.token(business.tenant, ['CUSTOMER']);
    const guest = await running.token(business.tenant, ['GUEST'], { tableSessionId: newId() });
    const tries: [string, string[]][] = [
      [
        business.owner,
        [`outlet=${other.outletId}`, `outlet=${randomUUID()}`, `bill=${theirs}`, `bill=${randomUUID()}`],
      ],
      [there, [`outlet=${business.outletId}`, `bill=${mineBill}`]],
      [customer, [`outlet=${other.outletId}`, `customer=${business.customerId}`, `bill=${mineBill}`]],
      [guest, [`customer=${business.customerId}`, `bill=${mineBill}`, `customer=${randomUUID()}&count=true`]],
    ];
    for (const [token, filters] of tries)
      for (const filter of filters) {
        const { status, code } = await list(`?${filter}`, token);
        expect([filter, status, code]).toEqual([filter, 404, 'NOT_FOUND']);
      }
    const fitting = `outlet=${business.outletId}&bill=${mineBill}&date=2001-01-01`;
    expect(await idsOf(`?${fitting}&customer=${randomUUID()}`)).toEqual([]);
    expect((await list(`?customer=${newId()}&count=true`)).at('meta.total')).toBe(0);
  });

  it('one by one, without saying who asked for a refund', async () => {
    await running.refund(business, String(mine[0]), { amount: 100, reason: 'x' });
    const reply = await running.it.http.get(`/payments/${mine[0]}`, { token: business.customer });
    expect(Object.keys(reply.at('data.refunds.0') as object).sort()).toEqual(
      ['amount', 'billRefundId', 'drawerId', 'id', 'providerRefundId', 'reason', 'requestedAt', 'status'].sort(),
    );
    expect((await running.it.http.get(`/payments/${newId()}`, { token: business.owner })).status).toBe(404);
    expect((await running.it.http.get('/payments/no-id', { token: business.owner })).status).toBe(404);
  });

  it('of an order: none for one that was refused before it had a bill', async () => {
    const bill = billMother(business);
    await running.tell(OrderRejected, business.tenant.id, bill.orderId, orderMother(bill, 'REJECTED'));
    await eventually('the refusal is known', async () => {
      const reply = await running.it.http.get(`/payments/order/${bill.orderId}`, { token: business.customer });
      return reply.status === 200 && JSON.stringify(reply.at('data')) === '[]';
    });
  });

  it('never with a secret, and the provider’s keys are sealed in the database', async () => {
    const { keySecret, webhookSecret } = business.keys;
    const [row] = await running.it.query<{ text: string }>(
      'select string_agg(a::text, $1) as text from provider_account a',
      [' '],
    );
    for (const secret of [keySecret, webhookSecret]) {
      expect(row?.text).not.toContain(secret);
      expect(running.it.log.join('')).not.toContain(secret);
    }
  });

  it('with the demo tenants connected by the seed, once, as the environment says', async () => {
    const names = ['KEY_ID', 'KEY_SECRET', 'WEBHOOK_SECRET'].map((name) => `DEMO_RAZORPAY_${name}_INTELLIDINE`);
    for (const name of names) process.env[name] = `value of ${name}`;
    try {
      await seedPayment(running.it.app);
      await seedPayment(running.it.app);
    } finally {
      for (const name of names) Reflect.deleteProperty(process.env, name);
    }
    const accounts = running.it.app.get(ProviderAccounts, { strict: false });
    const of = (slug: string) => runInCall({ tenantId: seedId(`tenant/${slug}`) }, () => accounts.find());
    expect(await of('intellidine')).toEqual({
      keyId: `value of ${names[0]}`,
      keySecret: `value of ${names[1]}`,
      webhookSecrets: [`value of ${names[2]}`],
    });
    expect(await of('lafete365')).toBeUndefined();
  });
});
