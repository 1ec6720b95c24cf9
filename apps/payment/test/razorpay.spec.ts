import { createServer, type Server, type ServerResponse } from 'node:http';
import { DomainError, newId } from '@chowk/kit';
import { startRazorpaySimulator, type RazorpaySimulator } from '@chowk/simulators/razorpay';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ReportedPayment } from '../src/provider/domain/provider-report.js';
import { ProviderRefusal, type ProviderSession } from '../src/provider/external/payment-provider.js';
import { RazorpayProvider } from '../src/provider/external/razorpay.js';

const keys = { keyId: 'rzp_test_adapter', keySecret: 'a secret' };

describe('The razorpay SDK, wrapped', () => {
  let razorpay: RazorpaySimulator;

  beforeAll(async () => {
    razorpay = await startRazorpaySimulator({ accounts: [keys] });
  });
  afterEach(() => control('/faults', undefined, 'DELETE'));
  afterAll(() => razorpay.close());

  const open = (credentials = keys, within = 600, url = razorpay.url): ProviderSession =>
    new RazorpayProvider({
      RAZORPAY_URL: url,
      CREDENTIAL_SECRET: 'A'.repeat(43),
      PROVIDER_TIMEOUT_MS: within,
      SWEEP_SECONDS: 5,
    }).session(credentials);

  async function control(path: string, body?: unknown, method = 'POST'): Promise<Record<string, unknown>> {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${razorpay.url}/_control${path}`, { method, ...init });
    return (await response.json()) as Record<string, unknown>;
  }

  const fault = (path: string, kind: string, status = 500) =>
    control('/faults', { match: { path }, fault: kind, status });

  const order = (receipt: string = newId(), amount = 5_000) => ({
    receipt,
    amount,
    currency: 'INR' as const,
    billId: newId(),
  });

  async function paid(outcome?: string): Promise<{ payment: ReportedPayment; orderId: string }> {
    const session = open();
    const { id } = await session.createOrder(order());
    const answer = await control('/pay', { orderId: id, ...(outcome === undefined ? {} : { outcome }) });
    return { payment: await session.payment(String(answer['razorpay_payment_id'])), orderId: id };
  }

  /** Code of the refusal a call ends with. */
  async function refusalOf(call: Promise<unknown>): Promise<unknown> {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof DomainError)) throw new Error(`it ended otherwise: ${String(error)}`, { cause: error });
    return error instanceof ProviderRefusal
      ? `${error.code} ${error.reason}`
      : `${error.code} ${String(error.retryAfter)}`;
  }

  it('makes an order and finds it again by its receipt', async () => {
    const request = order();
    const made = await open().createOrder(request);
    expect(made).toMatchObject({ amount: 5_000, currency: 'INR' });
    expect((await open().findOrder(request.receipt))?.id).toBe(made.id);
    expect(await open().findOrder(newId())).toBeUndefined();
  });

  it('reads payments of an order, oldest first, with why they failed', async () => {
    const { orderId, payment } = await paid('failed');
    await control('/pay', { orderId });
    const [first, second] = await open().paymentsOf(orderId);
    expect(first).toEqual(payment);
    expect(first).toMatchObject({ status: 'failed', orderId, method: 'upi' });
    expect(first?.failure).toMatch(/declined/);
    expect(second).toMatchObject({ status: 'captured', failure: null });
  });

  it('captures authorised money, and says when there is nothing to capture', async () => {
    const { payment } = await paid('authorized');
    expect((await open().capture(payment)).status).toBe('captured');
    expect(await refusalOf(open().capture(payment))).toBe('PAYMENT_PROVIDER_REFUSED BAD_REQUEST_ERROR');
  });

  it('sends X-Refund-Idempotency: one refund, however often it is asked for', async () => {
    const { payment } = await paid();
    const request = { refundId: newId(), providerPaymentId: payment.id, amount: 2_000 };
    const [first, second] = [await open().refund(request), await open().refund(request)];
    expect(second).toEqual(first);
    expect(first).toMatchObject({
      status: 'processed',
      amount: 2_000,
      receipt: request.refundId,
      paymentId: payment.id,
    });
    expect(await open().refundOf(payment.id, first.id)).toEqual(first);
    expect(razorpay.books.refunds.values().filter(({ entity }) => entity.payment_id === payment.id)).toHaveLength(1);
    expect(await refusalOf(open().refund({ ...request, amount: 1_000 }))).toBe(
      'PAYMENT_PROVIDER_REFUSED BAD_REQUEST_ERROR',
    );
  });

  it.each([
    ['an error of its own', 'fail', 500],
    ['too many calls', 'fail', 429],
    ['a twin that is still running', 'fail', 409],
    ['silence', 'hang', 500],
    ['a cut line', 'lose', 500],
  ])('calls %s unavailable, for a repetition in 2 s', async (_name, kind, status) => {
    await fault('/v1/orders', kind, status);
    expect(await refusalOf(open(keys, 300).createOrder(order()))).toBe('PAYMENT_PROVIDER_UNAVAILABLE 2');
  });

  it('calls a closed port and a name that does not resolve unavailable', async () => {
    expect(await refusalOf(open(keys, 500, 'http://127.0.0.1:9').payment('pay_x'))).toBe(
      'PAYMENT_PROVIDER_UNAVAILABLE 2',
    );
    expect(await refusalOf(open(keys, 500, 'http://nowhere.invalid').payment('pay_x'))).toBe(
      'PAYMENT_PROVIDER_UNAVAILABLE 2',
    );
  });

  it('names wrong keys, and what it refuses, as refusals', async () => {
    const wrong = { ...keys, keySecret: 'another' };
    expect(await refusalOf(open(wrong).createOrder(order()))).toBe('PAYMENT_PROVIDER_REFUSED CREDENTIALS');
    const request = order();
    await open().createOrder(request);
    expect(await refusalOf(open().createOrder(request))).toBe('PAYMENT_PROVIDER_REFUSED BAD_REQUEST_ERROR');
  });

  it('ends all calls of a session together within its time', async () => {
    const session = open(keys, 400);
    await control('/faults', { match: { path: '/v1/orders' }, fault: 'slow', delayMs: 300, times: 2 });
    const started = performance.now();
    await session.createOrder(order());
    expect(await refusalOf(session.createOrder(order()))).toBe('PAYMENT_PROVIDER_UNAVAILABLE 2');
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('believes nothing that is not Razorpay’s: pages of proxies, redirects, entities without what they need', async () => {
    const answers: ((response: ServerResponse) => void)[] = [
      (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>'),
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Hotel WLAN: sign in</html>'),
      (response) => response.writeHead(302, { location: `${razorpay.url}/v1/payments/pay_x` }).end(),
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"pay_x","amount":"12"}'),
      (response) => response.writeHead(400, { 'content-type': 'application/json' }).end('{}'),
    ];
    const server: Server = createServer((_request, response) => answers.shift()?.(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    for (let left = answers.length; left > 0; left--)
      expect(await refusalOf(open(keys, 500, url).payment('pay_x'))).toBe('PAYMENT_PROVIDER_UNAVAILABLE 2');
    await new Promise((resolve) => server.close(resolve));
  });
});
