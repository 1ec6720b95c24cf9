import { createHmac } from 'node:crypto';
import { razorpayOrderView } from '@chowk/contracts';
import { newId, runInCall } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CapturePayment } from '../src/payments/use-cases/capture-payment.js';
import { ProviderDoor } from '../src/provider/use-cases/provider-door.js';
import { RunningPayment, type Business } from './running-payment.js';

describe('Razorpay is down, hangs, or its answer is lost', () => {
  let running: RunningPayment;
  let business: Business;

  beforeAll(async () => {
    running = await RunningPayment.start();
    business = await running.business();
  });
  afterEach(() => running.calm());
  afterAll(() => running.close());

  const ordersOf = (receipt: string) =>
    running.razorpay.books.orders.values().filter(({ entity }) => entity.receipt === receipt);

  it.each(['fail', 'hang'] as const)(
    'answers 503 with Retry-After in time when it %ss, and the bill stays payable',
    async (fault) => {
      const bill = await running.bill(business);
      await running.fault('POST', '/v1/orders', fault);
      const key = newId();
      const started = performance.now();
      const down = await running.begin(business, { billId: bill.id }, key);
      expect([down.status, down.code, down.headers['retry-after']]).toEqual([503, 'PAYMENT_PROVIDER_UNAVAILABLE', '2']);
      expect(performance.now() - started).toBeLessThan(5_000);
      expect((await running.begin(business, { billId: bill.id }, key)).status).toBe(201);
    },
  );

  it('finds the order by its receipt when the answer was lost, and makes no second one', async () => {
    const bill = await running.bill(business);
    await running.fault('POST', '/v1/orders', 'lose');
    const key = newId();
    expect((await running.begin(business, { billId: bill.id }, key)).status).toBe(503);
    const begun = (await running.begin(business, { billId: bill.id }, key)).data(razorpayOrderView);
    const other = (await running.begin(business, { billId: bill.id })).data(razorpayOrderView);
    expect(ordersOf(begun.paymentId).map(({ entity }) => entity.id)).toEqual([begun.razorpayOrderId]);
    expect(other).toEqual(begun);
  });

  it('finds the order by itself when nobody asks again', async () => {
    const bill = await running.bill(business);
    await running.fault('POST', '/v1/orders', 'lose');
    expect((await running.begin(business, { billId: bill.id })).status).toBe(503);
    await running.it.query('update payment set check_at = now() where bill_id = $1', [bill.id]);
    await eventually('the payment knows its order', async () => {
      const rows = await running.it.query(
        'select 1 from payment where bill_id = $1 and provider_order_id is not null',
        [bill.id],
      );
      return rows.length === 1;
    });
  });

  it('answers 503 to a checkout it cannot ask about, and captures when it is brought again', async () => {
    await running.webhooks('lose');
    const { begun } = await running.begun(business);
    const paid = await running.pay(begun.razorpayOrderId);
    await running.fault('GET', '/v1/payments/:id', 'hang');
    const started = performance.now();
    expect((await running.verify(business, begun.paymentId, paid)).code).toBe('PAYMENT_PROVIDER_UNAVAILABLE');
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await running.status(begun.paymentId)).toBe('CREATED');
    expect((await running.verify(business, begun.paymentId, paid)).at('data.status')).toBe('CAPTURED');
  });

  it('captures once at Razorpay when the answer to the capture was lost', async () => {
    await running.webhooks('lose');
    const { begun } = await running.begun(business);
    const paid = await running.pay(begun.razorpayOrderId, { outcome: 'authorized' });
    await running.fault('POST', '/v1/payments/:id/capture', 'lose');
    expect((await running.verify(business, begun.paymentId, paid)).status).toBe(503);
    expect(await running.status(begun.paymentId)).toBe('AUTHORISED');
    expect((await running.verify(business, begun.paymentId, paid)).at('data.status')).toBe('CAPTURED');
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000']);
  });

  it('finishes authorised money by itself', async () => {
    await running.webhooks('lose');
    const { begun } = await running.begun(business);
    const paid = await running.pay(begun.razorpayOrderId, { outcome: 'authorized' });
    await running.fault('POST', '/v1/payments/:id/capture', 'fail');
    expect((await running.verify(business, begun.paymentId, paid)).status).toBe(503);
    await running.it.query('update payment set check_at = now() where id = $1', [begun.paymentId]);
    await running.becomes(begun.paymentId, 'CAPTURED');
  });

  it('takes in that authorised money failed after all, although the bill is being paid anew meanwhile', async () => {
    await running.webhooks('lose');
    const { bill, begun } = await running.begun(business);
    const paid = await running.pay(begun.razorpayOrderId, { outcome: 'authorized' });
    await running.fault('POST', '/v1/payments/:id/capture', 'fail', 100);
    expect((await running.verify(business, begun.paymentId, paid)).status).toBe(503);
    const anew = (await running.begin(business, { billId: bill.id })).data(razorpayOrderView);
    expect(anew.paymentId).not.toBe(begun.paymentId);

    const { razorpay_payment_id: id, razorpay_order_id: orderId } = paid;
    const said = { id, orderId, amount: 25_000, currency: 'INR', method: 'upi', failure: 'too late' };
    await runInCall({ tenantId: business.tenant.id }, () => {
      const { app } = running.it;
      return app
        .get(CapturePayment)
        .run(begun.paymentId, { ...said, status: 'failed' }, () => app.get(ProviderDoor).open());
    });
    expect(await running.status(begun.paymentId)).toBe('FAILED');
    const again = (await running.begin(business, { billId: bill.id })).data(razorpayOrderView);
    expect([begun.paymentId, anew.paymentId]).toContain(again.paymentId);
  });

  it('processes a webhook again when Razorpay could not be asked', async () => {
    const { begun } = await running.begun(business);
    await running.fault('POST', '/v1/payments/:id/capture', 'fail');
    await running.pay(begun.razorpayOrderId, { outcome: 'authorized' });
    await running.becomes(begun.paymentId, 'CAPTURED');
  });

  it('finds by reconciliation what all webhooks lost, for a manager, and tells what it found', async () => {
    const shop = await running.business();
    await running.webhooks('lose');
    const paid = await running.begun(shop);
    await running.pay(paid.begun.razorpayOrderId);
    const failed = await running.begun(shop);
    await running.pay(failed.begun.razorpayOrderId, { outcome: 'failed' });
    const wrong = await running.begun(shop);
    await running.pay(wrong.begun.razorpayOrderId, { amount: 100 });
    await running.begun(shop);
    const run = (token: string) => running.it.http.post('/reconciliation/run', { token });
    const elsewhere = await running.token(shop.tenant, ['MANAGER'], { outlets: [newId()] });
    expect((await run(elsewhere)).at('data.checked')).toBe(0);
    expect((await run(shop.owner)).at('data')).toEqual({
      checked: 4,
      captured: 1,
      failed: 1,
      quarantined: 1,
      unanswered: 0,
    });
    expect(await running.status(paid.begun.paymentId)).toBe('CAPTURED');
    await running.fault('GET', '/v1/orders/:id/payments', 'fail', 2);
    expect((await run(shop.owner)).at('data')).toMatchObject({ checked: 0, unanswered: 2 });
    expect((await run(shop.customer)).code).toBe('PERMISSION_DENIED');
  });

  it('finds by itself what all webhooks lost', async () => {
    await running.webhooks('lose');
    const { begun } = await running.begun(business);
    await running.pay(begun.razorpayOrderId);
    await running.it.query('update payment set check_at = now() where id = $1', [begun.paymentId]);
    await running.becomes(begun.paymentId, 'CAPTURED');
    const [row] = await running.it.query('select check_at from payment where id = $1', [begun.paymentId]);
    expect(row).toEqual({ check_at: null });
  });

  it('looks after a payment that nobody pays more and more seldom', async () => {
    const { begun } = await running.begun(business);
    const look = async () => {
      await running.it.query('update payment set check_at = now() where id = $1', [begun.paymentId]);
      return eventually('it was looked at', async () => {
        const [row] = await running.it.query<{ checks: number; minutes: number }>(
          `select checks, round(extract(epoch from check_at - now()) / 60)::int as minutes from payment
           where id = $1 and check_at > now()`,
          [begun.paymentId],
        );
        return row;
      });
    };
    // A sweep that comes while a look is under way asks for one more: how many there are is not certain, how far apart is
    const [first, second] = [await look(), await look()];
    expect(second.checks).toBeGreaterThan(first.checks);
    for (const { checks, minutes } of [first, second]) expect(minutes).toBe(Math.min(5 * 2 ** checks, 360));
  });

  it('says that a checkout was not paid when Razorpay says so', async () => {
    await running.webhooks('lose');
    const { begun } = await running.begun(business);
    const failed = await running.pay(begun.razorpayOrderId, { outcome: 'failed' });
    const razorpay_signature = createHmac('sha256', business.keys.keySecret)
      .update(`${begun.razorpayOrderId}|${failed.razorpay_payment_id}`)
      .digest('hex');
    const reply = await running.verify(business, begun.paymentId, failed, { razorpay_signature });
    expect([reply.status, reply.code, reply.at('error.details')]).toEqual([
      409,
      'PAYMENT_STATE_CONFLICT',
      { status: 'FAILED' },
    ]);
    expect(
      (await running.begin(business, { billId: (await payment(begun.paymentId)).bill_id })).at('data.paymentId'),
    ).toBe(begun.paymentId);
  });

  it('names wrong keys as the provider’s refusal, not as an outage', async () => {
    const bill = await running.bill(business);
    await running.control('/accounts', {
      ...business.keys,
      keySecret: 'changed at Razorpay',
      webhookUrl: 'http://127.0.0.1:9/',
    });
    const reply = await running.begin(business, { billId: bill.id });
    await running.control('/accounts', {
      ...business.keys,
      webhookUrl: `${running.it.url}/api/v1/payments/webhooks/razorpay/${business.tenant.slug}`,
    });
    expect([reply.status, reply.code, reply.at('error.details')]).toEqual([
      409,
      'PAYMENT_PROVIDER_REFUSED',
      { reason: 'CREDENTIALS' },
    ]);
  });

  it('stamps the business date of the outlet, whose day begins at its own hour', async () => {
    const { begun } = await running.begun(business);
    const [row] = await running.it.query<{ date: string; expected: string }>(
      `select business_date::text as date, ((now() at time zone 'Asia/Kolkata') - interval '4 hours')::date::text as expected
       from payment where id = $1`,
      [begun.paymentId],
    );
    expect(row?.date).toBe(row?.expected);
  });

  async function payment(id: string): Promise<{ bill_id: string }> {
    const [row] = await running.it.query<{ bill_id: string }>('select bill_id from payment where id = $1', [id]);
    if (!row) throw new Error(`no payment ${id}`);
    return row;
  }
});
