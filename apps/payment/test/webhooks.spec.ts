import { createHmac } from 'node:crypto';
import { newId, runInCall } from '@chowk/kit';
import { eventually, type Reply } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CapturePayment } from '../src/payments/use-cases/capture-payment.js';
import { ProviderAccounts } from '../src/provider/database/provider-accounts.js';
import { Seal } from '../src/provider/database/seal.js';
import { RunningPayment, type Business } from './running-payment.js';

interface SentWebhook {
  readonly event: string;
  readonly eventId: string;
  readonly body: string;
  readonly signature: string;
}

describe('Razorpay tells by webhooks', () => {
  let running: RunningPayment;
  let business: Business;

  beforeAll(async () => {
    running = await RunningPayment.start();
    business = await running.business();
  });
  afterEach(() => running.calm());
  afterAll(() => running.close());

  const post = (slug: string, body: string, signature: string, eventId: string = newId()): Promise<Reply> =>
    running.it.http.post(`/payments/webhooks/razorpay/${slug}`, {
      body,
      headers: { 'x-razorpay-signature': signature, 'x-razorpay-event-id': eventId },
    });

  const signed = (body: string, secret = business.keys.webhookSecret): string =>
    createHmac('sha256', secret).update(body).digest('hex');

  /** The webhooks Razorpay made of an order; they were held back. */
  const heldOf = async (orderId: string): Promise<(name: string) => SentWebhook> => {
    const answer = await running.control(`/webhooks?orderId=${orderId}`, undefined, 'GET');
    const { webhooks } = answer as { webhooks: SentWebhook[] };
    return (name) => {
      const found = webhooks.find(({ event }) => event === name);
      if (!found) throw new Error(`no ${name} among ${webhooks.map(({ event }) => event).join()}`);
      return found;
    };
  };

  const send = (webhook: SentWebhook, eventId = webhook.eventId): Promise<Reply> =>
    post(business.tenant.slug, webhook.body, webhook.signature, eventId);

  const settled = () =>
    eventually('all webhooks are processed', async () => {
      const rows = await running.it.query(`select 1 from webhook_delivery where state = 'RECEIVED'`);
      return rows.length === 0;
    });

  const stateOf = async (eventId: string): Promise<string | undefined> => {
    const rows = await running.it.query<{ state: string }>('select state from webhook_delivery where event_id = $1', [
      eventId,
    ]);
    return rows[0]?.state;
  };

  it('captures by the webhook alone, without the person coming back', async () => {
    const { begun } = await running.begun(business);
    await running.pay(begun.razorpayOrderId);
    await running.becomes(begun.paymentId, 'CAPTURED');
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000']);
  });

  it('captures authorised money that Razorpay does not capture by itself', async () => {
    const { begun } = await running.begun(business);
    const paid = await running.pay(begun.razorpayOrderId, { outcome: 'authorized' });
    await running.becomes(begun.paymentId, 'CAPTURED');
    expect(running.razorpay.books.payments.get(paid.razorpay_payment_id)?.entity.status).toBe('captured');
  });

  it('answers 401 to a changed byte, a re-serialised body, another secret, the key secret, no signature and an unknown slug', async () => {
    const other = await running.business();
    await running.webhooks('hold');
    const { begun } = await running.begun(business);
    await running.pay(begun.razorpayOrderId);
    const { body, signature } = (await heldOf(begun.razorpayOrderId))('payment.captured');
    const { slug } = business.tenant;
    const replies = await Promise.all([
      post(slug, body.replace('captured', 'capturee'), signature),
      post(slug, JSON.stringify(JSON.parse(body), null, 1), signature),
      post(slug, body, signed(body, other.keys.webhookSecret)),
      post(slug, body, signed(body, business.keys.keySecret)),
      post(slug, body, ''),
      post(slug, body, 'é'),
      post(slug, body, signature.toUpperCase()),
      post('nobody', body, signature),
      post('%27%20or%201=1', body, signature),
      post(business.tenant.id, body, signature),
      post(other.tenant.slug, body, signature),
    ]);
    expect(replies.map(({ status, code }) => `${status} ${String(code)}`)).toEqual(
      replies.map(() => '401 WEBHOOK_SIGNATURE_INVALID'),
    );
    expect(await running.status(begun.paymentId)).toBe('CREATED');
    expect(await running.it.query('select 1 from webhook_delivery where body = $1', [Buffer.from(body)])).toEqual([]);
  });

  it('takes the same event a hundred times at once in once, and a new event id with the same signed body as well', async () => {
    await running.webhooks('hold');
    const { begun } = await running.begun(business);
    await running.pay(begun.razorpayOrderId);
    const captured = (await heldOf(begun.razorpayOrderId))('payment.captured');
    const replies = await Promise.all(Array.from({ length: 100 }, () => send(captured)));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    const said = replies.map((reply) => reply.at('data.status'));
    expect([said.filter((one) => one === 'accepted').length, said.filter((one) => one === 'duplicate').length]).toEqual(
      [1, 99],
    );
    expect((await send(captured, newId())).at('data.status')).toBe('duplicate');
    await running.becomes(begun.paymentId, 'CAPTURED');
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000']);
  });

  it('has booked a capture when it answers, and is done with what was authorised before and paid after', async () => {
    await running.webhooks('hold');
    const { begun } = await running.begun(business);
    await running.pay(begun.razorpayOrderId);
    const held = await heldOf(begun.razorpayOrderId);
    const [authorised, captured, paid] = [held('payment.authorized'), held('payment.captured'), held('order.paid')];
    await send(authorised);
    expect(await stateOf(authorised.eventId)).toBe('RECEIVED');
    await send(captured);
    expect(await running.status(begun.paymentId)).toBe('CAPTURED');
    await send(paid);
    const states = await Promise.all([authorised, captured, paid].map(({ eventId }) => stateOf(eventId)));
    expect(states).toEqual(['IGNORED', 'DONE', 'IGNORED']);
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000']);
    expect(await running.facts(begun.paymentId)).toEqual(['payment.created.v1', 'payment.captured.v1']);
  });

  it('keeps what it could not book at once, and books it in the background', async () => {
    await running.webhooks('hold');
    const { begun } = await running.begun(business);
    await running.pay(begun.razorpayOrderId);
    const captured = (await heldOf(begun.razorpayOrderId))('payment.captured');
    const capture = running.it.app.get(CapturePayment, { strict: false });
    const takeIn = vi.spyOn(capture, 'takeIn').mockRejectedValueOnce(new Error('deadlock detected'));
    expect((await send(captured)).at('data.status')).toBe('accepted');
    await running.becomes(begun.paymentId, 'CAPTURED');
    expect(takeIn).toHaveBeenCalledTimes(2);
    takeIn.mockRestore();
    await eventually('it is done', async () => (await stateOf(captured.eventId)) === 'DONE');
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000']);
  });

  it('parks a refund that comes before its capture, and does it when the capture has come', async () => {
    await running.webhooks('hold');
    const { begun } = await running.begun(business);
    const paid = await running.pay(begun.razorpayOrderId);
    await dashboardRefund(paid.razorpay_payment_id, 10_000);
    const held = await heldOf(begun.razorpayOrderId);
    const refund = held('refund.processed');
    expect((await send(refund)).at('data.status')).toBe('parked');
    await eventually('it is parked', async () => (await stateOf(refund.eventId)) === 'PARKED');
    expect(await running.status(begun.paymentId)).toBe('CREATED');
    expect((await send(held('payment.captured'))).at('data.status')).toBe('accepted');
    await running.becomes(begun.paymentId, 'PARTIALLY_REFUNDED');
    expect(await running.journals(begun.paymentId)).toEqual(['CAPTURE 25000', 'REFUND 10000']);
  });

  it('ignores a failure after the capture, and takes a capture after a failure', async () => {
    await running.webhooks('hold');
    const { begun } = await running.begun(business);
    const failed = await running.pay(begun.razorpayOrderId, { outcome: 'failed' });
    const failure = (await heldOf(begun.razorpayOrderId))('payment.failed');
    expect((await send(failure)).at('data.status')).toBe('accepted');
    await running.becomes(begun.paymentId, 'FAILED');
    await running.control(`/payments/${failed.razorpay_payment_id}/authorize-late`, {});
    await send((await heldOf(begun.razorpayOrderId))('payment.captured'));
    await running.becomes(begun.paymentId, 'CAPTURED');
    const again = failure.body.replace(/"created_at":(\d+)}$/, (_, at: string) => `"created_at":${Number(at) + 1}}`);
    const late = newId();
    expect((await post(business.tenant.slug, again, signed(again), late)).at('data.status')).toBe('accepted');
    await eventually('it is ignored', async () => (await stateOf(late)) === 'IGNORED');
    expect(await running.status(begun.paymentId)).toBe('CAPTURED');
    expect(await running.facts(begun.paymentId)).toEqual([
      'payment.created.v1',
      'payment.failed.v1',
      'payment.captured.v1',
    ]);
  });

  it('parks what tells of a payment that nobody began here', async () => {
    const elsewhere = await running.begun(business);
    await running.webhooks('hold');
    await running.pay(elsewhere.begun.razorpayOrderId);
    const { body } = (await heldOf(elsewhere.begun.razorpayOrderId))('payment.captured');
    const unknown = body.replaceAll(elsewhere.begun.razorpayOrderId, 'order_Unknown0000001');
    const eventId = newId();
    expect((await post(business.tenant.slug, unknown, signed(unknown), eventId)).at('data.status')).toBe('parked');
    await eventually('it is parked', async () => (await stateOf(eventId)) === 'PARKED');
  });

  it('quarantines money of another amount and never confirms it', async () => {
    await running.webhooks('hold');
    const { begun } = await running.begun(business);
    await running.pay(begun.razorpayOrderId, { amount: 24_900 });
    const captured = (await heldOf(begun.razorpayOrderId))('payment.captured');
    expect((await send(captured)).at('data.status')).toBe('quarantined');
    await running.becomes(begun.paymentId, 'QUARANTINED');
    expect(await running.facts(begun.paymentId)).toEqual(['payment.created.v1', 'payment.quarantined.v1']);
    expect(running.it.log.some((line) => line.includes('does not fit') && line.includes(begun.paymentId))).toBe(true);
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('never goes back, in whatever order the webhooks come', async () => {
    const begun = await Promise.all(Array.from({ length: 5 }, () => running.begun(business)));
    await running.webhooks('hold');
    await Promise.all(
      begun.map(async (one) => {
        await running.pay(one.begun.razorpayOrderId, { outcome: 'failed' });
        await running.pay(one.begun.razorpayOrderId);
      }),
    );
    await running.control('/webhooks/release', { reversed: true });
    for (const one of begun) {
      await running.becomes(one.begun.paymentId, 'CAPTURED');
      expect(await running.journals(one.begun.paymentId)).toEqual(['CAPTURE 25000']);
    }
    await settled();
    for (const one of begun) expect(await running.status(one.begun.paymentId)).toBe('CAPTURED');
  });

  it('keeps money that came a second time for one order as a payment of its own', async () => {
    const { bill, begun } = await running.captured(business);
    const second = await running.pay(begun.razorpayOrderId, { autoRefund: false });
    const rows = await eventually('there are two payments', async () => {
      const found = await running.it.query<{ id: string; second_of: string | null; provider_payment_id: string }>(
        `select id, second_of, provider_payment_id from payment where bill_id = $1 and status = 'CAPTURED' order by id`,
        [bill.id],
      );
      return found.length === 2 ? found : undefined;
    });
    expect(rows[1]).toMatchObject({ second_of: begun.paymentId, provider_payment_id: second.razorpay_payment_id });
    expect(await running.facts(String(rows[1]?.id))).toEqual(['payment.captured.v1']);
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('accepts signed things that mean nothing to it, and does nothing', async () => {
    const { slug } = business.tenant;
    for (const body of ['{"event":"payment.downtime.started","payload":{}}', 'no json at all', '[]', '{"event":7}']) {
      const eventId = newId();
      expect((await post(slug, body, signed(body), eventId)).at('data.status')).toBe('accepted');
      await eventually('it is ignored', async () => (await stateOf(eventId)) === 'IGNORED');
    }
    const body = '{"event":"settlement.processed"}';
    const headerless = await running.it.http.post(`/payments/webhooks/razorpay/${slug}`, {
      body,
      headers: { 'x-razorpay-signature': signed(body) },
    });
    expect(headerless.at('data.status')).toBe('accepted');
    expect((await post(slug, body, signed(body), 'an id with spaces')).at('data.status')).toBe('duplicate');
  });

  it('puts off what cannot be, says why, and leaves it to a person in the end', async () => {
    const { begun, paid } = await running.captured(business);
    const refund = {
      id: 'rfnd_TooMuch0000001',
      payment_id: paid.razorpay_payment_id,
      amount: 25_001,
      status: 'processed',
    };
    const body = JSON.stringify({ event: 'refund.processed', payload: { refund: { entity: refund } } });
    const eventId = newId();
    expect((await post(business.tenant.slug, body, signed(body), eventId)).at('data.status')).toBe('accepted');
    const row = async () => {
      const rows = await running.it.query<{ state: string; attempts: number; error: string | null }>(
        'select state, attempts, error from webhook_delivery where event_id = $1',
        [eventId],
      );
      return rows[0];
    };
    await eventually('it is put off', async () => (await row())?.attempts === 1);
    expect(await row()).toMatchObject({ state: 'RECEIVED', error: expect.stringContaining('REFUND_EXCEEDS_CAPTURED') });
    await running.it.query('update webhook_delivery set attempts = 59, next_at = now() where event_id = $1', [eventId]);
    await eventually('it is given up', async () => (await row())?.state === 'FAILED');
    expect(await running.status(begun.paymentId)).toBe('CAPTURED');
    expect(await running.trialBalance(business)).toBe(0);
  });

  it('accepts the older secret too while one is replaced, and no third', async () => {
    const { keys, tenant } = await running.business();
    const accounts = running.it.app.get(ProviderAccounts, { strict: false });
    const replace = (webhookSecret: string) =>
      runInCall({ tenantId: tenant.id }, () => accounts.keep({ ...keys, webhookSecret }));
    const body = (n: number) => `{"event":"settlement.processed","n":${n}}`;
    const status = async (n: number, secret: string) =>
      (await post(tenant.slug, body(n), signed(body(n), secret))).status;
    await replace('the newer secret');
    expect([await status(1, keys.webhookSecret), await status(2, 'the newer secret')]).toEqual([200, 200]);
    await replace('the newest secret');
    expect([
      await status(3, keys.webhookSecret),
      await status(4, 'the newer secret'),
      await status(5, 'the newest secret'),
    ]).toEqual([401, 200, 200]);
  });

  it('accepts at once a secret that another process has put in place, though it has just read the older one', async () => {
    const { keys, tenant } = await running.business();
    const body = (n: number) => `{"event":"settlement.processed","n":${n}}`;
    const status = async (n: number, secret: string) =>
      (await post(tenant.slug, body(n), signed(body(n), secret))).status;
    expect(await status(1, keys.webhookSecret)).toBe(200);
    const [account] = await running.it.query<{ id: string }>('select id from provider_account where tenant_id = $1', [
      tenant.id,
    ]);
    const place = `${tenant.id}/${String(account?.id)}/webhook`;
    const sealed = running.it.app.get(Seal, { strict: false }).close('put in place elsewhere', place);
    await running.it.query('update provider_account set webhook_secrets = $2 where tenant_id = $1', [
      tenant.id,
      JSON.stringify([sealed]),
    ]);
    expect([await status(2, 'put in place elsewhere'), await status(3, keys.webhookSecret)]).toEqual([200, 401]);
  });

  it('goes on with what a dead process left in the inbox', async () => {
    await running.webhooks('hold');
    const { begun } = await running.begun(business);
    await running.pay(begun.razorpayOrderId);
    const { body } = (await heldOf(begun.razorpayOrderId))('payment.captured');
    await running.it.query(
      `insert into webhook_delivery (tenant_id, id, event_id, body_hash, body, event, state, next_at, received_at)
       values ($1, $2, $3, sha256($4), $4, 'payment.captured', 'RECEIVED', now() - interval '1 second', now())`,
      [business.tenant.id, newId(), newId(), Buffer.from(body)],
    );
    await running.becomes(begun.paymentId, 'CAPTURED');
  });

  /** A refund that somebody makes at Razorpay, past us. */
  async function dashboardRefund(providerPaymentId: string, amount: number): Promise<void> {
    const { keyId, keySecret } = business.keys;
    const response = await fetch(`${running.razorpay.url}/v1/payments/${providerPaymentId}/refund`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}` },
      body: JSON.stringify({ amount }),
    });
    expect(response.status).toBe(200);
  }
});
