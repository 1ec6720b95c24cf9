import { createServer } from 'node:net';
import { BillState, OrderPlaced, paymentView, razorpayOrderView, topics } from '@chowk/contracts';
import { createTopics, newId, seedId } from '@chowk/kit';
import { startRazorpaySimulator, type RazorpaySimulator } from '@chowk/simulators/razorpay';
import {
  eventually,
  http,
  messageOf,
  TestAuth,
  testDatabase,
  testGatewaySecret,
  TestKafka,
  tenantMother,
  testStack,
  type TestDatabase,
} from '@chowk/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { payment } from '../src/payment.module.js';
import { billMother, orderMother } from './bill.mother.js';
import { PaymentProcess } from './payment-process.js';

/** Real: payment is another process, killed while a row is in between; what it left is asked of the database and of Razorpay. */
describe('Payment is killed', () => {
  const tenant = { ...tenantMother(), id: seedId('tenant/intellidine'), slug: 'intellidine' };
  const keys = { keyId: 'rzp_test_kill', keySecret: 'key secret', webhookSecret: 'webhook secret' };
  const kafka = new TestKafka();
  let auth: TestAuth;
  let database: TestDatabase;
  let admin: pg.Client;
  let razorpay: RazorpaySimulator;
  let env: Record<string, string>;
  let running: PaymentProcess;
  let url: string;
  let customer: string;
  let owner: string;
  const customerId = newId();

  beforeAll(async () => {
    const { redisUrl, kafkaBrokers } = testStack();
    const port = await freePort();
    auth = await TestAuth.start();
    database = await testDatabase(payment);
    admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    await createTopics(kafkaBrokers.split(','), kafka.prefix, topics);
    const webhookUrl = `http://127.0.0.1:${port}/api/v1/payments/webhooks/razorpay/intellidine`;
    razorpay = await startRazorpaySimulator({ accounts: [{ ...keys, webhookUrl }] });
    env = {
      ...{ CHOWK_PROFILE: 'test', PORT: String(port), REDIS_URL: redisUrl, KAFKA_BROKERS: kafkaBrokers },
      ...{ CHOWK_PREFIX: kafka.prefix, AUTH_JWKS_URL: auth.jwksUrl, GATEWAY_SECRET: testGatewaySecret },
      ...database.env,
      ...{ RAZORPAY_URL: razorpay.url, CREDENTIAL_SECRET: 'A'.repeat(43), SWEEP_SECONDS: '0.2' },
      DEMO_RAZORPAY_KEY_ID_INTELLIDINE: keys.keyId,
      DEMO_RAZORPAY_KEY_SECRET_INTELLIDINE: keys.keySecret,
      DEMO_RAZORPAY_WEBHOOK_SECRET_INTELLIDINE: keys.webhookSecret,
    };
    await admin.query('insert into tenant (id, slug, version, state) values ($1, $2, 1, $3)', [
      tenant.id,
      tenant.slug,
      tenant,
    ]);
    customer = await auth.mint({ tenantId: tenant.id, roles: ['CUSTOMER'], id: customerId });
    owner = await auth.mint({ tenantId: tenant.id, roles: ['OWNER'] });
    await PaymentProcess.run(env, 'seed').done();
    await start();
  });
  afterEach(() => control('/webhooks', { mode: 'deliver' }));
  afterAll(async () => {
    await running.kill();
    await admin.end();
    await razorpay.close();
    await kafka.close();
    await auth.close();
    await database.drop();
  });

  const freePort = () =>
    new Promise<number>((resolve, reject) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close((error) =>
          error || typeof address !== 'object' || !address ? reject(error) : resolve(address.port),
        );
      });
    });

  async function start(): Promise<void> {
    running = PaymentProcess.run(env);
    url = `${await running.ready()}/api/v1`;
  }

  async function control(path: string, body: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${razorpay.url}/_control${path}`, { method: 'POST', body: JSON.stringify(body) });
    return (await response.json()) as Record<string, unknown>;
  }

  const slow = (path: string) => control('/faults', { match: { method: 'POST', path }, fault: 'slow', delayMs: 1_500 });

  /** The call that the fault slows down has arrived there: from now on Razorpay does its part, whoever still listens. */
  const hasReachedRazorpay = () =>
    eventually('the call has reached Razorpay', async () => {
      const response = await fetch(`${razorpay.url}/_control/faults`);
      const { faults } = (await response.json()) as { faults: unknown[] };
      return faults.length === 0;
    });

  async function begun(): Promise<{ paymentId: string; razorpayOrderId: string }> {
    const bill = billMother({ outletId: newId(), customerId });
    const { orderId, version, ...state } = bill;
    const data = { ...state, orders: [{ orderId, orderNumber: 'T-1' }], currency: 'INR', roundOff: 0 };
    await eventually('the broker takes what is told', async () => {
      await kafka.send(
        messageOf(OrderPlaced, { tenantId: tenant.id, aggregateId: orderId, data: orderMother(bill, 'PLACED') }),
        messageOf(BillState, { tenantId: tenant.id, aggregateId: bill.id, version, data }),
      );
      return true;
    });
    const reply = await eventually('the payment is begun', async () => {
      const answer = await http(url).post('/payments/create-razorpay-order', {
        body: { orderId },
        token: customer,
        key: newId(),
      });
      return answer.status === 201 ? answer : undefined;
    });
    return reply.data(razorpayOrderView);
  }

  const rowOf = async (paymentId: string) => {
    const { rows } = await admin.query<{ status: string; refunds: { status: string }[] }>(
      'select status, refunds from payment where id = $1',
      [paymentId],
    );
    return rows[0] ?? { status: 'missing', refunds: [] };
  };

  async function booked(paymentId: string): Promise<string[]> {
    const { rows } = await admin.query<{ kind: string }>(
      'select kind from ledger_entry where payment_id = $1 order by id',
      [paymentId],
    );
    return rows.map(({ kind }) => kind);
  }

  async function told(paymentId: string): Promise<string[]> {
    const { rows } = await admin.query<{ type: string }>(
      `select type from (select type, event_id from outbox where aggregate_id = $1
                         union select type, event_id from fact where aggregate_id = $1) f order by event_id`,
      [paymentId],
    );
    return rows.map(({ type }) => type);
  }

  it('while Razorpay captures: the money is captured once when it is back', async () => {
    await control('/webhooks', { mode: 'lose' });
    const { paymentId, razorpayOrderId } = await begun();
    const paid = await control('/pay', { orderId: razorpayOrderId, outcome: 'authorized' });
    await slow('/v1/payments/:id/capture');
    const cut = http(url)
      .post('/payments/verify-razorpay', { body: { paymentId, ...paid }, token: customer })
      .catch((error: unknown) => error);
    await eventually('the payment is authorised', async () => (await rowOf(paymentId)).status === 'AUTHORISED');
    await hasReachedRazorpay();
    await running.kill();
    expect((await rowOf(paymentId)).status).toBe('AUTHORISED');
    expect(await cut).toBeInstanceOf(Error);
    await eventually(
      'Razorpay has captured',
      () => razorpay.books.payments.get(String(paid['razorpay_payment_id']))?.entity.status === 'captured',
    );
    await admin.query('update payment set check_at = now() where id = $1', [paymentId]);
    await start();
    await eventually('the payment is captured', async () => (await rowOf(paymentId)).status === 'CAPTURED');
    expect(await booked(paymentId)).toEqual(['CAPTURE']);
    expect(await told(paymentId)).toEqual(['payment.created.v1', 'payment.captured.v1']);
  });

  it('while it processes a webhook: the webhook has its effect once when it is back', async () => {
    const { paymentId, razorpayOrderId } = await begun();
    await slow('/v1/payments/:id/capture');
    await control('/pay', { orderId: razorpayOrderId, outcome: 'authorized' });
    await eventually('the payment is authorised', async () => (await rowOf(paymentId)).status === 'AUTHORISED');
    await hasReachedRazorpay();
    await running.kill();
    const { rows } = await admin.query(`select 1 from webhook_delivery where state = 'RECEIVED'`);
    expect(rows).toHaveLength(1);
    await start();
    await eventually('the payment is captured', async () => (await rowOf(paymentId)).status === 'CAPTURED');
    expect(await booked(paymentId)).toEqual(['CAPTURE']);
    expect(await told(paymentId)).toEqual(['payment.created.v1', 'payment.captured.v1']);
  });

  it('while Razorpay refunds: one refund is made and booked when it is back', async () => {
    const { paymentId, razorpayOrderId } = await begun();
    const paid = await control('/pay', { orderId: razorpayOrderId });
    await http(url).post('/payments/verify-razorpay', { body: { paymentId, ...paid }, token: customer });
    await control('/webhooks', { mode: 'lose' });
    await slow('/v1/payments/:id/refund');
    const key = newId();
    const ask = () =>
      http(url).post(`/payments/${paymentId}/refund`, { body: { amount: 5_000, reason: 'x' }, token: owner, key });
    const cut = ask().catch((error: unknown) => error);
    await eventually('the refund is decided', async () => (await rowOf(paymentId)).refunds[0]?.status === 'REQUESTED');
    await hasReachedRazorpay();
    await running.kill();
    expect((await rowOf(paymentId)).refunds.map(({ status }) => status)).toEqual(['REQUESTED']);
    expect(await cut).toBeInstanceOf(Error);
    await start();
    await eventually('the money is back', async () => (await rowOf(paymentId)).status === 'PARTIALLY_REFUNDED');
    const refunds = razorpay.books.refunds
      .values()
      .filter(({ entity }) => entity.payment_id === paid['razorpay_payment_id']);
    expect(refunds).toHaveLength(1);
    expect(await booked(paymentId)).toEqual(['CAPTURE', 'REFUND']);
    await admin.query(`update idempotency set lease_until = now() where key = $1`, [key]);
    const again = await ask();
    expect(again.data(paymentView).refunds.map(({ amount, status }) => `${amount} ${status}`)).toEqual([
      '5000 PROCESSED',
    ]);
  });
});
