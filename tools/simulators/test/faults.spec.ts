import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTwilioSimulator, type TwilioSimulator } from '../src/twilio/index.js';
import { control } from './control.js';
import { razorpayClient } from './razorpay-client.js';
import { INTELLIDINE, simulatorWithReceiver } from './razorpay.mother.js';

let shop: Awaited<ReturnType<typeof simulatorWithReceiver>>;
let twilio: TwilioSimulator;
beforeAll(async () => {
  shop = await simulatorWithReceiver();
  twilio = await startTwilioSimulator({ accounts: [] });
});
afterEach(() => control(shop.simulator.url, 'DELETE', 'faults'));
afterAll(async () => {
  await shop.close();
  await twilio.close();
});

const plant = (fault: object) => control<{ faults: object[] }>(shop.simulator.url, 'POST', 'faults', fault);

describe('The control API', () => {
  it('says that the simulator lives, and in which process', async () => {
    expect((await control(shop.simulator.url, 'GET', 'health')).body).toEqual({ status: 'ok', pid: process.pid });
    expect((await control(shop.simulator.url, 'GET', 'nothing')).status).toBe(404);
  });

  it('moves the clock', async () => {
    await control(shop.simulator.url, 'POST', 'clock', { offsetMs: 86_400_000 });
    const order = await shop.order();
    expect(order.created_at * 1000 - Date.now()).toBeGreaterThan(86_000_000);
    expect((await control(shop.simulator.url, 'POST', 'clock', { offsetMs: 'x' })).status).toBe(400);
    expect((await control(shop.simulator.url, 'GET', 'clock')).body).toMatchObject({ offsetMs: 86_400_000 });
    await control(shop.simulator.url, 'POST', 'clock', { offsetMs: 0 });
  });

  it('empties the books', async () => {
    const { id } = await shop.order();
    await control(shop.simulator.url, 'DELETE', 'books');
    await expect(shop.client.orders.fetch(id)).rejects.toMatchObject({ statusCode: 400 });
    expect(shop.simulator.books.orders.size).toBe(0);
  });
});

describe('A planted fault', () => {
  it('fails as often as told, for the calls it names only', async () => {
    await plant({ match: { method: 'post', path: '/v1/orders' }, fault: 'fail', status: 503, times: 2 });
    await expect(shop.client.orders.all()).resolves.toBeDefined();
    for (let index = 0; index < 2; index += 1) {
      await expect(shop.order()).rejects.toMatchObject({ statusCode: 503, error: { code: 'SERVER_ERROR' } });
    }
    await expect(shop.order()).resolves.toBeDefined();
  });

  it.each([
    [429, 'BAD_REQUEST_ERROR'],
    [409, 'BAD_REQUEST_ERROR'],
    [504, 'GATEWAY_ERROR'],
    [500, 'SERVER_ERROR'],
  ])('answers %i with the code %s', async (status, code) => {
    await plant({ fault: 'fail', status });
    await expect(shop.client.orders.all()).rejects.toMatchObject({ statusCode: status, error: { code } });
  });

  it.each([
    [429, 20429],
    [503, 20503],
    [500, 20500],
    [400, 20001],
  ])('answers %i with the code %i at Twilio', async (status, code) => {
    await control(twilio.url, 'POST', 'faults', { fault: 'fail', status });
    const response = await fetch(`${twilio.url}/2010-04-01/Accounts/AC1/Messages.json`, { method: 'POST' });
    expect([response.status, await response.json()]).toMatchObject([status, { code, status }]);
  });

  it('hangs and does no work', async () => {
    await plant({ match: { path: '/v1/orders' }, fault: 'hang' });
    const impatient = AbortSignal.timeout(50);
    const before = shop.simulator.books.orders.size;
    const headers = { authorization: `Basic ${btoa(`${INTELLIDINE.keyId}:${INTELLIDINE.keySecret}`)}` };
    const body = JSON.stringify({ amount: 100, currency: 'INR' });
    const call = fetch(`${shop.simulator.url}/v1/orders`, { method: 'POST', headers, body, signal: impatient });
    await expect(call).rejects.toThrow('aborted');
    expect(shop.simulator.books.orders.size).toBe(before);
  });

  it('loses the answer after the work was done', async () => {
    const { id } = await shop.order();
    const { razorpay_payment_id: paymentId } = await shop.pay(id);
    await plant({ match: { method: 'POST', path: '/v1/payments/*/refund' }, fault: 'lose' });
    await expect(shop.client.payments.refund(paymentId, {})).rejects.toBeInstanceOf(TypeError);
    expect(await shop.client.payments.fetchMultipleRefund(paymentId, {})).toMatchObject({ count: 1 });
  });

  it('is slow and does the work all the same', async () => {
    await plant({ fault: 'slow', delayMs: 60 });
    const started = performance.now();
    await shop.order();
    expect(performance.now() - started).toBeGreaterThan(55);
  });

  it('is taken away', async () => {
    expect((await plant({ fault: 'fail', times: 5 })).body.faults).toHaveLength(1);
    await control(shop.simulator.url, 'DELETE', 'faults');
    expect((await control(shop.simulator.url, 'GET', 'faults')).body).toEqual({ faults: [] });
    const client = razorpayClient(shop.simulator.url, INTELLIDINE.keyId, INTELLIDINE.keySecret);
    await expect(client.orders.all()).resolves.toBeDefined();
  });

  it.each([
    {},
    { fault: 'explode' },
    { fault: 'fail', status: 200 },
    { fault: 'fail', times: 0 },
    { fault: 'slow', delayMs: -1 },
    { fault: 'fail', match: 1 },
    { fault: 'fail', match: { method: 1 } },
    { fault: 'fail', match: { path: 1 } },
    '[]',
  ])('is refused as %j', async (fault) => {
    expect((await control(shop.simulator.url, 'POST', 'faults', fault)).status).toBe(400);
  });
});
