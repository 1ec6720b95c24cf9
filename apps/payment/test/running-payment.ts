import { randomBytes } from 'node:crypto';
import {
  BillState,
  drawerView,
  OrderPlaced,
  OutletState,
  razorpayOrderView,
  type EventDefinition,
  type RazorpayOrderView,
  type Role,
  type Tenant,
} from '@chowk/contracts';
import { Clock, newId, runInCall } from '@chowk/kit';
import { startRazorpaySimulator, type RazorpaySimulator } from '@chowk/simulators/razorpay';
import {
  eventually,
  messageOf,
  startTestService,
  type Reply,
  type TestService,
  type TestServiceOptions,
  type TopicListener,
} from '@chowk/testing';
import { z } from 'zod';
import { ProviderAccounts } from '../src/provider/database/provider-accounts.js';
import { payment } from '../src/payment.module.js';
import { billMother, orderMother, outletMother, type OwedBill } from './bill.mother.js';

const checkoutAnswer = z.object({
  razorpay_order_id: z.string(),
  razorpay_payment_id: z.string(),
  razorpay_signature: z.string().optional(),
});
export type Paid = z.output<typeof checkoutAnswer>;

/** A business with an account at the simulated Razorpay. */
export interface Business {
  readonly tenant: Tenant;
  readonly outletId: string;
  readonly keys: { readonly keyId: string; readonly keySecret: string; readonly webhookSecret: string };
  /** Tokens. */
  readonly owner: string;
  readonly customer: string;
  readonly customerId: string;
  /** Of the outlet alone. */
  readonly cashier: string;
  readonly cashierId: string;
}

export interface RunningOptions extends TestServiceOptions {
  readonly razorpay?: RazorpaySimulator;
}

/** Payment running on real servers against the Razorpay simulator; the order service is played by the test. */
export class RunningPayment {
  private constructor(
    readonly it: TestService,
    readonly razorpay: RazorpaySimulator,
    readonly heard: TopicListener,
    private readonly ownsRazorpay: boolean,
  ) {}

  static async start({ razorpay, env, ...options }: RunningOptions = {}): Promise<RunningPayment> {
    const simulator =
      razorpay ?? (await startRazorpaySimulator({ accounts: [], webhooks: { retryDelaysMs: [50, 50] } }));
    const it = await startTestService(payment, {
      ...options,
      env: {
        RAZORPAY_URL: simulator.url,
        CREDENTIAL_SECRET: Buffer.alloc(32, 7).toString('base64url'),
        PROVIDER_TIMEOUT_MS: '700',
        SWEEP_SECONDS: '0.2',
        ...env,
      },
    });
    return new RunningPayment(it, simulator, it.kafka.listen('payment'), razorpay === undefined);
  }

  async close(): Promise<void> {
    await this.heard.close();
    await this.it.close();
    if (this.ownsRazorpay) await this.razorpay.close();
  }

  /** A tenant, its outlet and its account at Razorpay, whose webhooks come here. */
  async business(): Promise<Business> {
    const tenant = await this.it.addTenant();
    const outletId = newId();
    const secret = () => randomBytes(12).toString('hex');
    const keys = { keyId: `rzp_test_${secret()}`, keySecret: secret(), webhookSecret: secret() };
    const webhookUrl = `${this.it.url}/api/v1/payments/webhooks/razorpay/${tenant.slug}`;
    await this.control('/accounts', { ...keys, webhookUrl });
    await runInCall({ tenantId: tenant.id }, () => this.it.app.get(ProviderAccounts, { strict: false }).keep(keys));
    await this.tell(OutletState, tenant.id, outletId, outletMother(outletId));
    const customerId = newId();
    const owner = await this.token(tenant, ['OWNER']);
    const customer = await this.token(tenant, ['CUSTOMER'], { id: customerId });
    const cashierId = newId();
    const cashier = await this.token(tenant, ['CASHIER'], { id: cashierId, outlets: [outletId] });
    // Drawers are opened at outlets that are known
    await eventually('the outlet is known', async () => {
      return (await this.it.query('select 1 from outlet where id = $1', [outletId])).length > 0;
    });
    return { tenant, outletId, keys, owner, customer, customerId, cashier, cashierId };
  }

  token(
    tenant: Tenant,
    roles: readonly Role[],
    rest: { id?: string; outlets?: string[]; tableSessionId?: string } = {},
  ) {
    return this.it.mintToken({ tenantId: tenant.id, roles, ...rest });
  }

  /** The order service tells of an order and its bill; resolves when both are known here. */
  async bill(business: Business, owed: Partial<OwedBill> = {}): Promise<OwedBill> {
    const bill = billMother(business, owed);
    const tenantId = business.tenant.id;
    await this.tell(OrderPlaced, tenantId, bill.orderId, orderMother(bill, 'PLACED'));
    await this.tellBill(business, bill);
    await eventually('the bill is known', async () => {
      const rows = await this.it.query(
        'select 1 from bill b join billed_order o on o.bill_id = b.id where b.id = $1 and b.version >= $2',
        [bill.id, bill.version],
      );
      return rows.length > 0;
    });
    return bill;
  }

  tellBill({ tenant }: Business, { orderId, version, ...bill }: OwedBill): Promise<void> {
    const orders = [{ orderId, orderNumber: 'T-1' }];
    const data = { ...bill, orders, currency: 'INR', roundOff: 0 };
    return this.send(messageOf(BillState, { tenantId: tenant.id, aggregateId: bill.id, version, data }));
  }

  tell(definition: EventDefinition, tenantId: string, aggregateId: string, data: unknown): Promise<void> {
    return this.send(messageOf(definition, { tenantId, aggregateId, data }));
  }

  /** The very same message until the broker takes it: a topic that was just made has no leader for a moment. */
  private async send(message: ReturnType<typeof messageOf>): Promise<void> {
    await eventually('the broker takes the message', async () => {
      await this.it.kafka.send(message);
      return true;
    });
  }

  begin(business: Pick<Business, 'customer'>, body: Record<string, unknown>, key = newId()): Promise<Reply> {
    return this.it.http.post('/payments/create-razorpay-order', { body, token: business.customer, key });
  }

  /** The cashier opens a drawer; its id. */
  async drawer({ outletId, cashier }: Pick<Business, 'outletId' | 'cashier'>, openingFloat = 0): Promise<string> {
    const body = { outletId, openingFloat };
    return (await this.it.http.post('/drawers', { body, token: cashier })).data(drawerView).id;
  }

  /** The cashier takes cash; to the paisa of `tendered`. */
  cash({ cashier }: Pick<Business, 'cashier'>, body: Record<string, unknown>, key = newId()): Promise<Reply> {
    return this.it.http.post('/payments/confirm-cash', { body, token: cashier, key });
  }

  record({ cashier }: Pick<Business, 'cashier'>, body: Record<string, unknown>, key = newId()): Promise<Reply> {
    return this.it.http.post('/payments/record', { body, token: cashier, key });
  }

  /** What an account of the ledger of a business has, debit less credit, in paise. */
  async balance({ tenant }: Pick<Business, 'tenant'>, account: string): Promise<number> {
    const [row] = await this.it.query<{ balance: string | null }>(
      'select sum(amount) as balance from ledger_posting where tenant_id = $1 and account = $2',
      [tenant.id, account],
    );
    return Number(row?.balance ?? 0);
  }

  /** A bill of that many paise and its payment, begun. */
  async begun(business: Business, amount = 25_000): Promise<{ bill: OwedBill; begun: RazorpayOrderView }> {
    const bill = await this.bill(business, { total: amount });
    return { bill, begun: (await this.begin(business, { billId: bill.id })).data(razorpayOrderView) };
  }

  /** What the person does in the checkout. */
  async pay(orderId: string, options: Record<string, unknown> = {}): Promise<Paid> {
    return checkoutAnswer.parse(await this.control('/pay', { orderId, ...options }));
  }

  verify(business: Business, paymentId: string, paid: Paid, changed: Partial<Paid> = {}): Promise<Reply> {
    const { razorpay_order_id, razorpay_payment_id, razorpay_signature } = { ...paid, ...changed };
    const body = { paymentId, razorpay_order_id, razorpay_payment_id, razorpay_signature };
    return this.it.http.post('/payments/verify-razorpay', { body, token: business.customer });
  }

  /** A captured payment of that many paise. */
  async captured(business: Business, amount = 25_000) {
    const { bill, begun } = await this.begun(business, amount);
    const paid = await this.pay(begun.razorpayOrderId);
    const reply = await this.verify(business, begun.paymentId, paid);
    if (reply.status !== 200) throw new Error(reply.text);
    return { bill, begun, paid };
  }

  refund(business: Business, paymentId: string, body: unknown, key = newId()): Promise<Reply> {
    return this.it.http.post(`/payments/${paymentId}/refund`, { body, token: business.owner, key });
  }

  async status(paymentId: string): Promise<string> {
    const [row] = await this.it.query<{ status: string }>('select status from payment where id = $1', [paymentId]);
    return row?.status ?? 'missing';
  }

  becomes(paymentId: string, status: string): Promise<unknown> {
    return eventually(`payment ${paymentId} is ${status}`, async () => {
      const now = await this.status(paymentId);
      if (now !== status) throw new Error(`it is ${now}`);
      return true;
    });
  }

  /** Journals of a payment as `KIND amount`, in the order of booking. */
  async journals(paymentId: string): Promise<string[]> {
    const rows = await this.it.query<{ kind: string; amount: string }>(
      `select e.kind, sum(p.amount) filter (where p.amount > 0) as amount
       from ledger_entry e join ledger_posting p on p.entry_id = e.id where e.payment_id = $1 group by e.id, e.kind order by e.id`,
      [paymentId],
    );
    return rows.map(({ kind, amount }) => `${kind} ${amount}`);
  }

  /** Types of the facts told about a payment, in order; those in the outbox and those sent already. */
  async facts(paymentId: string): Promise<string[]> {
    const rows = await this.it.query<{ type: string }>(
      `select type from (select type, event_id from outbox where aggregate_id = $1::text
                         union select type, event_id from fact where aggregate_id = $1::text) f order by event_id`,
      [paymentId],
    );
    return rows.map(({ type }) => type);
  }

  async trialBalance({ owner }: Business): Promise<unknown> {
    return (await this.it.http.get('/ledger/trial-balance', { token: owner })).at('data.difference');
  }

  /** Plants a fault at Razorpay. */
  fault(method: string, path: string, fault: 'fail' | 'hang' | 'lose', times = 1): Promise<unknown> {
    return this.control('/faults', { match: { method, path }, fault, times });
  }

  /** How webhooks travel from now on. */
  webhooks(mode: string, rest: Record<string, unknown> = {}): Promise<unknown> {
    return this.control('/webhooks', { mode, ...rest });
  }

  /** A command to the simulator. Throws with what it says against it. */
  async control(path: string, body?: unknown, method = 'POST'): Promise<unknown> {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${this.razorpay.url}/_control${path}`, { method, ...init });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Sets the service's clock ahead of the real time, where it looks for it, and waits until it knows. */
  async moveClock(ms: number): Promise<void> {
    await this.it.query('update clock_offset set offset_ms = $1', [ms]);
    await eventually('the clock has moved', () => this.it.app.get(Clock, { strict: false }).offsetMs === ms);
  }

  /** Calm: no faults, webhooks delivered. */
  async calm(): Promise<void> {
    await this.control('/faults', undefined, 'DELETE');
    await this.webhooks('deliver');
  }
}
