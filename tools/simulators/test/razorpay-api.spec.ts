import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { control } from './control.js';
import { razorpayClient } from './razorpay-client.js';
import { INTELLIDINE, simulatorWithReceiver } from './razorpay.mother.js';

let shop: Awaited<ReturnType<typeof simulatorWithReceiver>>;
beforeAll(async () => {
  shop = await simulatorWithReceiver();
});
afterEach(() => shop.forget());
afterAll(() => shop.close());

const badRequest = (description: string, field?: string) => ({
  statusCode: 400,
  error: expect.objectContaining({ code: 'BAD_REQUEST_ERROR', description, ...(field ? { field } : {}) }) as unknown,
});

describe('Keys', () => {
  it('that are wrong or missing are answered with 401 in the form of Razorpay', async () => {
    const wrong = razorpayClient(shop.simulator.url, INTELLIDINE.keyId, 'wrong');
    await expect(wrong.orders.all()).rejects.toEqual({
      statusCode: 401,
      error: {
        code: 'BAD_REQUEST_ERROR',
        description: 'Authentication failed',
        source: 'NA',
        step: 'NA',
        reason: 'NA',
        metadata: {},
      },
    });
    const response = await fetch(`${shop.simulator.url}/v1/orders`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Basic');
  });

  it("of one account never reach another's orders, payments or refunds", async () => {
    const order = await shop.order(25_000, { receipt: 'shared' });
    const { razorpay_payment_id: paymentId } = await shop.pay(order.id);
    const refund = await shop.client.payments.refund(paymentId, { amount: 100 });
    const missing = badRequest('The id provided does not exist');
    await expect(shop.other.orders.fetch(order.id)).rejects.toMatchObject(missing);
    await expect(shop.other.orders.fetchPayments(order.id)).rejects.toMatchObject(missing);
    await expect(shop.other.payments.fetch(paymentId)).rejects.toMatchObject(missing);
    await expect(shop.other.payments.capture(paymentId, 25_000, 'INR')).rejects.toMatchObject(missing);
    await expect(shop.other.payments.refund(paymentId, {})).rejects.toMatchObject(missing);
    await expect(shop.other.refunds.fetch(refund.id)).rejects.toMatchObject(missing);
    for (const list of [
      shop.other.orders.all({ receipt: 'shared' }),
      shop.other.orders.all(),
      shop.other.payments.all(),
      shop.other.refunds.all(),
    ]) {
      expect(await list).toMatchObject({ count: 0, items: [] });
    }
    await expect(shop.other.orders.create({ amount: 100, currency: 'INR', receipt: 'shared' })).resolves.toBeDefined();
  });
});

describe('An order', () => {
  it('is created with everything still due', async () => {
    const order = await shop.order(25_000, { receipt: 'payment-1', notes: { table: '7' } });
    expect(order).toMatchObject({
      entity: 'order',
      amount: 25_000,
      amount_paid: 0,
      amount_due: 25_000,
      currency: 'INR',
      receipt: 'payment-1',
      status: 'created',
      attempts: 0,
      notes: { table: '7' },
    });
    expect(order.id).toMatch(/^order_[0-9A-Za-z]{14}$/);
    expect(await shop.client.orders.fetch(order.id)).toEqual(order);
  });

  it('is found by its receipt after an answer was lost', async () => {
    await control(shop.simulator.url, 'POST', 'faults', { match: { path: '/v1/orders' }, fault: 'lose', times: 1 });
    await expect(shop.order(500, { receipt: 'lost' })).rejects.toBeInstanceOf(TypeError);
    const found = await shop.client.orders.all({ receipt: 'lost' });
    expect(found).toMatchObject({ count: 1, items: [{ amount: 500, receipt: 'lost' }] });
    expect(await shop.client.orders.all({ receipt: 'other' })).toMatchObject({ count: 0 });
  });

  it.each([
    [{ amount: 99 }, 'The amount must be at least INR 1.00', 'amount'],
    [{ amount: 100.5 }, 'The amount must be an integer.', 'amount'],
    [{ currency: 'XYZ' }, 'Currency is not supported', 'currency'],
    [{ receipt: 'x'.repeat(41) }, 'receipt: the length must be no more than 40.', 'receipt'],
    [{ receipt: 7 }, 'The receipt must be a string.', 'receipt'],
    [{ notes: 'x' }, 'The notes must be an array.', 'notes'],
    [{ notes: { a: 'x'.repeat(257) } }, 'notes value exceeds 256 characters', 'notes'],
    [{ notes: { a: {} } }, 'notes values cannot be an array or an object', 'notes'],
    [
      { notes: Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`n${String(index)}`, 'x'])) },
      'Number of fields in notes should be less than or equal to 15',
      'notes',
    ],
    [{ payment: 1 }, 'The payment must be an array.', 'payment'],
    [{ payment: { capture: 'later' } }, 'The selected capture is invalid.', 'capture'],
    [{ payment_capture: 'x' }, 'The payment capture field must be true or false.', 'payment_capture'],
    [{ ammount: 1 }, 'ammount is/are not required and should not be sent', undefined],
  ])('is refused with %j', async (wrong, description, field) => {
    await expect(shop.order(100, wrong)).rejects.toMatchObject(badRequest(description, field));
  });

  it('takes a receipt once only', async () => {
    await shop.order(100, { receipt: 'once', notes: {} });
    await expect(shop.order(100, { receipt: 'once' })).rejects.toMatchObject(
      badRequest('Order receipt should be unique.', 'receipt'),
    );
  });

  it('needs an amount, a currency and a body that is a JSON object', async () => {
    const headers = { authorization: `Basic ${btoa(`${INTELLIDINE.keyId}:${INTELLIDINE.keySecret}`)}` };
    const post = async (body: string) =>
      (await (await fetch(`${shop.simulator.url}/v1/orders`, { method: 'POST', headers, body })).json()) as unknown;
    for (const [body, description] of [
      ['{}', 'The amount field is required.'],
      ['{"amount":"100"}', 'The currency field is required.'],
      ['[', 'The request body is not a JSON object'],
    ] as const) {
      expect(await post(body)).toMatchObject({ error: { description } });
    }
    const unknown = await fetch(`${shop.simulator.url}/v1/nothing`, { headers });
    expect(unknown.status).toBe(400);
    const huge = await fetch(`${shop.simulator.url}/v1/orders`, {
      method: 'POST',
      headers,
      body: 'x'.repeat(1_100_000),
    });
    expect(huge.status).toBe(413);
  });

  it('goes from created over attempted to paid, and stays paid after a refund', async () => {
    const { id } = await shop.order();
    await shop.pay(id, { outcome: 'failed' });
    expect(await shop.client.orders.fetch(id)).toMatchObject({ status: 'attempted', attempts: 1, amount_due: 25_000 });
    const { razorpay_payment_id: paymentId } = await shop.pay(id);
    await shop.client.payments.refund(paymentId, {});
    expect(await shop.client.orders.fetch(id)).toMatchObject({
      status: 'paid',
      attempts: 2,
      amount_paid: 25_000,
      amount_due: 0,
    });
    const { items } = await shop.client.orders.fetchPayments(id);
    expect(items.map(({ status }) => status)).toEqual(['refunded', 'failed']);
  });

  it('that is malformed or unknown is refused', async () => {
    await expect(shop.client.orders.fetch('order_x')).rejects.toMatchObject(badRequest('order_x is not a valid id'));
    await expect(shop.client.payments.fetch('pay_x')).rejects.toMatchObject(badRequest('pay_x is not a valid id'));
    await expect(shop.client.refunds.fetch('rfnd_x')).rejects.toMatchObject(badRequest('rfnd_x is not a valid id'));
  });
});

describe('A payment', () => {
  it('is listed newest first, by page and by time', async () => {
    const { id } = await shop.order();
    const paid = [];
    for (let index = 0; index < 3; index += 1)
      paid.unshift((await shop.pay(id, { outcome: 'failed' })).razorpay_payment_id);
    const ids = async (query: object) => (await shop.client.payments.all(query)).items.map((payment) => payment.id);
    expect(await ids({})).toEqual(paid);
    expect(await ids({ count: 1, skip: 1 })).toEqual(paid.slice(1, 2));
    const tomorrow = Math.floor(Date.now() / 1000) + 86_400;
    expect(await ids({ from: tomorrow })).toEqual([]);
    expect(await ids({ to: tomorrow })).toEqual(paid);
    await expect(shop.client.payments.all({ count: 101 })).rejects.toMatchObject(
      badRequest('The count may not be greater than 100.', 'count'),
    );
  });

  it('that is only authorised is captured for exactly its amount, once', async () => {
    const { id } = await shop.order(25_000, { payment: { capture: 'manual' } });
    const { razorpay_payment_id: paymentId } = await shop.pay(id);
    expect(await shop.client.payments.fetch(paymentId)).toMatchObject({
      status: 'authorized',
      captured: false,
      fee: null,
    });
    await expect(shop.client.payments.capture(paymentId, 24_999, 'INR')).rejects.toMatchObject(
      badRequest('Capture amount must be equal to the amount authorized', 'amount'),
    );
    const captured = await shop.client.payments.capture(paymentId, 25_000, 'INR');
    expect(captured).toMatchObject({ status: 'captured', captured: true, fee: 590, tax: 90 });
    expect(await shop.client.orders.fetch(id)).toMatchObject({ status: 'paid' });
    await expect(shop.client.payments.capture(paymentId, 25_000, 'INR')).rejects.toMatchObject(
      badRequest('This payment has already been captured'),
    );
  });

  it('that failed cannot be captured, nor one whose order another payment has paid', async () => {
    const { id } = await shop.order(25_000, { payment_capture: true });
    const { razorpay_payment_id: failedId } = await shop.pay(id, { outcome: 'failed' });
    await expect(shop.client.payments.capture(failedId, 25_000, 'INR')).rejects.toMatchObject(
      badRequest('Only payments which have been authorized and not yet captured can be captured'),
    );
    const { razorpay_payment_id: waiting } = await shop.pay(id, { outcome: 'authorized' });
    await shop.pay(id);
    await expect(shop.client.payments.capture(waiting, 25_000, 'INR')).rejects.toMatchObject(
      badRequest('This order has already been paid'),
    );
  });
});
