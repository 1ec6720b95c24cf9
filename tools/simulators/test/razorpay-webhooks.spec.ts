import Razorpay from 'razorpay';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { control } from './control.js';
import { INTELLIDINE, LAFETE, simulatorWithReceiver } from './razorpay.mother.js';
import { deadAddress } from './receiver.js';

let shop: Awaited<ReturnType<typeof simulatorWithReceiver>>;
beforeAll(async () => {
  shop = await simulatorWithReceiver();
});
afterEach(() => shop.forget());
afterAll(() => shop.close());

const mode = (body: object) => control<{ mode: string }>(shop.simulator.url, 'POST', 'webhooks', body);
const arrived = (events: string[]) => vi.waitFor(() => expect(shop.events()).toEqual(events));
const ended = (...states: string[]) =>
  vi.waitFor(async () => expect((await shop.log()).map(({ state }) => state)).toEqual(states));
const valid = (body: string, signature: unknown) =>
  Razorpay.validateWebhookSignature(body, String(signature), INTELLIDINE.webhookSecret);

describe('A webhook', () => {
  it('has the body, the signature over its raw bytes and the event id of the real one', async () => {
    const { id } = await shop.order();
    await shop.pay(id);
    await arrived(['payment.authorized', 'payment.captured', 'order.paid']);
    const [authorized, , paid] = shop.receiver.received;
    expect(JSON.parse(paid?.body ?? '')).toEqual({
      entity: 'event',
      account_id: expect.stringMatching(/^acc_[0-9A-Za-z]{14}$/) as unknown,
      event: 'order.paid',
      contains: ['payment', 'order'],
      payload: {
        payment: { entity: expect.objectContaining({ status: 'captured', order_id: id }) as unknown },
        order: { entity: await shop.client.orders.fetch(id) },
      },
      created_at: expect.any(Number) as unknown,
    });
    expect(JSON.parse(authorized?.body ?? '')).toMatchObject({
      payload: { payment: { entity: { status: 'authorized' } } },
    });
    for (const { body, headers } of shop.receiver.received) {
      expect(valid(body, headers['x-razorpay-signature'])).toBe(true);
      expect(valid(`${body} `, headers['x-razorpay-signature'])).toBe(false);
      expect(headers['x-razorpay-event-id']).toMatch(/^[0-9A-Za-z]{14}$/);
      expect(headers['content-type']).toBe('application/json');
    }
  });

  it('is tried again with the same id and bytes until it gets a 2xx', async () => {
    shop.receiver.answers.push(500, 'never', 302);
    await shop.pay((await shop.order()).id, { outcome: 'failed' });
    await ended('delivered');
    expect(shop.receiver.received).toHaveLength(4);
    const ids = new Set(shop.receiver.received.map(({ headers }) => headers['x-razorpay-event-id']));
    const bodies = new Set(shop.receiver.received.map(({ body }) => body));
    expect([ids.size, bodies.size]).toEqual([1, 1]);
    const [{ attempts } = { attempts: [] }] = await shop.log();
    expect(attempts.map(({ status }) => status)).toEqual([500, null, 302, 200]);
    expect(attempts[1]?.error).toMatch(/time/i);
    expect(attempts[3]).toMatchObject({ answer: 'seen', error: null });
  });

  it('is abandoned after its last try', async () => {
    shop.receiver.answers.push(500, 500, 500, 500);
    await shop.pay((await shop.order()).id, { outcome: 'failed' });
    await ended('abandoned');
    expect(shop.receiver.received).toHaveLength(4);
  });

  it('that nobody receives says why in the log', async () => {
    const account = { ...LAFETE, webhookSecret: 'w', webhookUrl: await deadAddress() };
    await control(shop.simulator.url, 'POST', 'accounts', account);
    const order = await shop.other.orders.create({ amount: 100, currency: 'INR' });
    await shop.pay(order.id, { outcome: 'failed' });
    await ended('abandoned');
    const [{ attempts } = { attempts: [] }] = await shop.log();
    expect(attempts[0]?.error).toContain('ECONNREFUSED');
    await control(shop.simulator.url, 'POST', 'accounts', LAFETE);
  });

  it('is not sent for an account without an address', async () => {
    const order = await shop.other.orders.create({ amount: 100, currency: 'INR' });
    await shop.pay(order.id);
    expect(await shop.log()).toEqual([]);
  });

  it('is sent of those events alone that the account names', async () => {
    const { url } = shop.simulator;
    const webhookUrl = shop.receiver.url;
    await control(url, 'POST', 'accounts', { ...INTELLIDINE, webhookUrl, webhookEvents: ['payment.captured'] });
    await shop.pay((await shop.order()).id);
    await arrived(['payment.captured']);
    expect((await shop.log()).map(({ event }) => event)).toEqual(['payment.captured']);
    await control(url, 'POST', 'accounts', { ...INTELLIDINE, webhookUrl });
  });

  it('that was queued before a change of the secret is still signed with the old one', async () => {
    const { url } = shop.simulator;
    await mode({ mode: 'hold' });
    await shop.pay((await shop.order()).id, { outcome: 'failed' });
    await mode({ mode: 'deliver' });
    await control(url, 'POST', 'accounts', { ...INTELLIDINE, webhookSecret: 'new', webhookUrl: shop.receiver.url });
    await control(url, 'POST', 'webhooks/release');
    await arrived(['payment.failed']);
    const [first] = shop.receiver.received;
    expect(valid(first?.body ?? '', first?.headers['x-razorpay-signature'])).toBe(true);
    await control(url, 'POST', 'accounts', { ...INTELLIDINE, webhookUrl: shop.receiver.url });
    const known = await control<{ accounts: object[] }>(url, 'GET', 'accounts');
    expect(known.body.accounts[0]).toEqual({ keyId: INTELLIDINE.keyId, webhookUrl: shop.receiver.url });
    expect((await control(url, 'POST', 'accounts', { keyId: 'x' })).status).toBe(400);
  });
});

describe('Webhooks on command', () => {
  it('are lost as often as told, and then delivered', async () => {
    expect((await mode({ mode: 'lose', times: 2 })).body).toEqual({ mode: 'lose', times: 2 });
    await shop.pay((await shop.order()).id);
    await arrived(['order.paid']);
    await ended('lost', 'lost', 'delivered');
    expect(await shop.log('?state=lost&event=payment.captured')).toHaveLength(1);
    expect(await shop.log('?orderId=order_none')).toHaveLength(0);
  });

  it('are repeated with the same id', async () => {
    await mode({ mode: 'repeat', times: 1, copies: 3 });
    await shop.pay((await shop.order()).id, { outcome: 'failed' });
    await ended('delivered');
    expect(new Set(shop.receiver.received.map(({ headers }) => headers['x-razorpay-event-id'])).size).toBe(1);
    expect(shop.receiver.received).toHaveLength(3);
  });

  it('arrive in reverse', async () => {
    await mode({ mode: 'reorder' });
    await shop.pay((await shop.order()).id);
    await arrived(['order.paid', 'payment.captured', 'payment.authorized']);
  });

  it('are held until they are released, in order or reversed', async () => {
    const { url } = shop.simulator;
    await mode({ mode: 'hold' });
    const { id } = await shop.order();
    const { razorpay_payment_id: paymentId } = await shop.pay(id);
    await shop.client.payments.refund(paymentId, {});
    await ended('held', 'held', 'held', 'held', 'held');
    expect((await control(url, 'POST', 'webhooks/release', { reversed: true })).body).toEqual({ released: 5 });
    await arrived(['refund.processed', 'refund.created', 'order.paid', 'payment.captured', 'payment.authorized']);
    expect((await control(url, 'POST', 'webhooks/release')).body).toEqual({ released: 0 });
  });

  it('are kept in a log that forgets the oldest', async () => {
    await shop.pay((await shop.order()).id, { outcome: 'failed' });
    await ended('delivered');
    const [sent] = shop.simulator.books.deliveries.values();
    if (!sent) throw new Error('No webhook was sent');
    const copies = Array.from({ length: 5000 }, (_, index) => ({ ...sent, eventId: `copy-${String(index)}` }));
    shop.simulator.books.write(copies.map((copy) => shop.simulator.books.putDelivery(copy)));
    await shop.pay((await shop.order()).id, { outcome: 'failed' });
    expect(shop.simulator.books.deliveries.size).toBe(5000);
    expect(shop.simulator.books.deliveries.get(sent.eventId)).toBeUndefined();
  });

  it('are forged: signed with a secret that is not the account’s', async () => {
    await mode({ mode: 'forge', times: 1 });
    await shop.pay((await shop.order()).id, { outcome: 'failed' });
    await arrived(['payment.failed']);
    const [forged] = shop.receiver.received;
    expect(valid(forged?.body ?? '', forged?.headers['x-razorpay-signature'])).toBe(false);
  });

  it.each([{ mode: 'eat' }, { mode: 'lose', times: 0 }, { mode: 'repeat', copies: 1 }])('refuse %j', async (body) => {
    expect((await mode(body)).status).toBe(400);
    expect((await control<{ mode: string }>(shop.simulator.url, 'GET', 'webhooks')).body.mode).toBe('deliver');
  });
});
