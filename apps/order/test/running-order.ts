import { randomUUID } from 'node:crypto';
import {
  billView,
  CouponState,
  DiscountRedeemed,
  DiscountRefused,
  InventoryRejected,
  InventoryReserved,
  ItemState,
  OrderPlaced,
  OrderRevisionAsked,
  OrderRevived,
  orderView,
  OutletState,
  PaymentCaptured,
  PaymentRefunded,
  RuleState,
  type BillView,
  type DataOf,
  type EventDefinition,
  type OrderView,
  type Role,
} from '@chowk/contracts';
import { Clock, Delivery, readFromBeginning, seedId, type WireMessage } from '@chowk/kit';
import {
  eventually,
  messageOf,
  startTestService,
  type CallOptions,
  type Reply,
  type TestService,
} from '@chowk/testing';
import { order } from '../src/order.module.js';
import {
  coupon,
  dosa,
  dosaId,
  foreignItemId,
  indiranagar,
  koramangala,
  lassi,
  lassiRule,
  otherOutlet,
  otherTenantId,
  outlet,
  paneer,
  restaurant,
  tenantId,
} from './order.mother.js';

/** How the stand-in for inventory answers an order, and the one for discount its coupon. */
type StockAnswer = 'held' | 'short' | 'silent';
type CouponAnswer = 'redeemed' | 'refused' | 'silent';
type Asked = DataOf<typeof OrderPlaced | typeof OrderRevived | typeof OrderRevisionAsked>;

const asks = [OrderPlaced, OrderRevived, OrderRevisionAsked];

const env = { TABLE_CODE_SECRET: 'a secret for the codes on the tables', TABLE_URL: 'https://eat.example/t' };

export interface PaidBill {
  readonly billId: string;
  readonly orderIds: readonly string[];
  readonly amount: number;
  readonly paymentId?: string;
  readonly eventId?: string;
}

/** The order service in this process on real servers; inventory, discount and payment are played by the test. */
export class RunningOrder {
  /** What inventory says to the next orders. */
  stock: StockAnswer = 'held';
  /** What discount says to the next orders with a coupon. */
  coupons: CouponAnswer = 'redeemed';

  private constructor(
    readonly service: TestService,
    private readonly inventory: { close(): Promise<void> },
  ) {}

  static async start(): Promise<RunningOrder> {
    const service = await startTestService(order, { env });
    const inventory = readFromBeginning(service.kafka.address('inventory'), ['order'], (message) =>
      running.answerOrder(message),
    );
    const running = new RunningOrder(service, inventory);
    await running.tellWhatOthersKnow();
    await eventually('it hears its topics', async () => {
      const reply = await fetch(`${service.url}/health/ready`);
      return reply.status === 200;
    });
    await running.orderElsewhere();
    return running;
  }

  /** A second instance of the service on the same database and topics. */
  async another(): Promise<TestService> {
    const { database, kafka, auth } = this.service;
    const second = await startTestService(order, { env, database, kafka, auth });
    await eventually('the second instance hears its topics', async () => {
      const reply = await fetch(`${second.url}/health/ready`);
      return reply.status === 200;
    });
    return second;
  }

  get http() {
    return this.service.http;
  }

  customer(id: string = randomUUID()): Promise<string> {
    return this.service.mintToken({ tenantId, roles: ['CUSTOMER'], id });
  }

  staff(role: Role = 'OWNER', outlets?: readonly string[]): Promise<string> {
    return this.service.mintToken({ tenantId, roles: [role], ...(outlets ? { outlets } : {}) });
  }

  /** A cart of one dosa to take away, or what is said instead. */
  place(token: string, body: Record<string, unknown> = {}, options: CallOptions = {}): Promise<Reply> {
    const cart = { outletId: indiranagar, fulfilment: 'TAKEAWAY', lines: [{ itemId: dosaId, quantity: 1 }], ...body };
    return this.http.post('/orders', { token, key: randomUUID(), body: cart, ...options });
  }

  /** An order that waits for money. */
  async placed(token: string, body: Record<string, unknown> = {}): Promise<OrderView> {
    return (await this.place(token, body)).data(orderView);
  }

  /** An order the kitchen has. */
  async confirmed(token: string, body: Record<string, unknown> = {}): Promise<OrderView> {
    const view = await this.placed(token, body);
    await this.payAll(view);
    return this.order(view.id);
  }

  async order(id: string): Promise<OrderView> {
    return (await this.http.get(`/orders/${id}`, { token: await this.staff() })).data(orderView);
  }

  async bill(id: string): Promise<BillView> {
    return (await this.http.get(`/bills/${id}`, { token: await this.staff() })).data(billView);
  }

  async payAll(view: OrderView): Promise<PaidBill> {
    const { due } = await this.bill(view.billId);
    const paid = {
      billId: view.billId,
      orderIds: [view.id],
      amount: due,
      paymentId: randomUUID(),
      eventId: randomUUID(),
    };
    await this.pay(paid);
    return paid;
  }

  pay({ billId, orderIds, amount, paymentId = randomUUID(), eventId = randomUUID() }: PaidBill): Promise<string> {
    const data = { ...paymentOf({ billId, orderIds, amount, paymentId }), capturedAt: '2026-11-21T10:00:00.000Z' };
    return this.tell(PaymentCaptured, paymentId, data, { eventId });
  }

  /** Inventory's late answer, to an order or to a revision of it. */
  holdStock(orderId: string, revision?: number): Promise<string> {
    const data = { orderId, outletId: indiranagar, holdUntil: '2026-11-21T10:00:00.000Z', revision };
    return this.tell(InventoryReserved, orderId, data);
  }

  /** Inventory's late refusal. */
  lackStock(orderId: string, revision?: number): Promise<string> {
    const short = [{ lineIndex: 0, itemId: dosaId, requested: 1, available: 0 }];
    return this.tell(InventoryRejected, orderId, { orderId, outletId: indiranagar, short, revision });
  }

  /** Discount's late answer. */
  redeemCoupon(orderId: string): Promise<string> {
    const used = { couponId: coupon().id, code: coupon().code, amount: 1 };
    const data = { orderId, outletId: indiranagar, rules: [], coupon: used, amount: 1 };
    return this.tell(DiscountRedeemed, orderId, data);
  }

  /** Discount's late refusal. */
  refuseCoupon(orderId: string): Promise<string> {
    const data = {
      orderId,
      outletId: indiranagar,
      code: 'USED_UP',
      details: [{ code: coupon().code, reason: 'USED_UP' }],
    };
    return this.tell(DiscountRefused, orderId, data);
  }

  refund(paid: PaidBill, refunded: number): Promise<string> {
    const data = { ...paymentOf(paid), refundId: randomUUID(), refunded, reason: 'asked' };
    return this.tell(PaymentRefunded, paid.paymentId ?? '', data);
  }

  /** Delivers an event to the service and says what became of it; as from Kafka, it comes again while the database has no connection free. */
  async tell<Definition extends EventDefinition>(
    definition: Definition,
    aggregateId: string,
    data: DataOf<Definition>,
    {
      eventId = randomUUID(),
      tenant = tenantId,
      version = 1,
    }: { eventId?: string; tenant?: string; version?: number } = {},
  ): Promise<string> {
    const sent = messageOf(definition, { tenantId: tenant, aggregateId, data, eventId, version });
    const value = Buffer.isBuffer(sent.value) ? sent.value : Buffer.from(sent.value ?? '');
    const message: WireMessage = { ...sent, value, partition: 0, offset: '0' };
    const delivery = this.service.app.get(Delivery);
    for (;;) {
      const { kind } = await delivery.attempt(message);
      if (kind !== 'database-away') return kind;
    }
  }

  /** The facts of a kind that were recorded about something, sent already or not, oldest first. */
  async facts<Definition extends EventDefinition>(
    { type, schema }: Definition,
    about: string,
  ): Promise<DataOf<Definition>[]> {
    const rows = await this.service.query<{ data: string }>(
      `select data from (select data, event_id from outbox where type = $1 and aggregate_id = $2
         union select data, event_id from fact where type = $1 and aggregate_id = $2) told order by event_id`,
      [type, about],
    );
    return rows.map(({ data }) => schema.parse(JSON.parse(data)) as DataOf<Definition>);
  }

  /** Resolves once a statement of the service waits for a lock. */
  async somebodyWaits(): Promise<void> {
    await eventually('a statement waits for a lock', async () => {
      const waiting = await this.service.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
  }

  /** Sets the service's clock ahead of the real time and waits until it knows. */
  async moveClock(ms: number): Promise<void> {
    await this.service.query('update clock_offset set offset_ms = $1', [ms]);
    await eventually('the clock has moved', () => this.service.app.get(Clock).offsetMs === ms);
  }

  async close(): Promise<void> {
    await this.inventory.close();
    await this.service.close();
  }

  private async answerOrder({ headers, value }: WireMessage): Promise<void> {
    const asked: Asked | undefined = asks
      .find(({ type }) => type === headers['ce_type'])
      ?.schema.parse(JSON.parse(String(value)));
    if (!asked) return;
    const tenant = headers['tenant'] ?? '';
    const { orderId, outletId } = asked;
    const answer = this.answerOfStock(asked, tenant);
    if (answer) await this.service.kafka.send(answer);
    if (!('coupon' in asked) || !asked.coupon || this.coupons === 'silent') return;
    const used = asked.coupon;
    const about = { tenantId: tenant, aggregateId: orderId };
    const details = [{ code: used.code, reason: 'USED_UP' }];
    await this.service.kafka.send(
      this.coupons === 'redeemed'
        ? messageOf(DiscountRedeemed, {
            ...about,
            data: { orderId, outletId, rules: [], coupon: used, amount: used.amount },
          })
        : messageOf(DiscountRefused, { ...about, data: { orderId, outletId, code: 'USED_UP', details } }),
    );
  }

  /** The first order of all waits for connections to be made; it is placed at a business of its own, and nobody looks at it. */
  private async orderElsewhere(): Promise<void> {
    const [tenant, place, item] = [seedId('tenant/first'), seedId('outlet/first'), seedId('item/first')];
    await this.service.addTenant(restaurant({ id: tenant, slug: 'order-tests-first' }));
    await this.tell(OutletState, place, outlet({ id: place }), { tenant });
    await this.tell(ItemState, item, dosa({ id: item }), { tenant });
    const token = await this.service.mintToken({ tenantId: tenant, roles: ['CUSTOMER'] });
    const cart = { outletId: place, lines: [{ itemId: item, quantity: 1 }] };
    const { id } = await this.placed(token, cart);
    await eventually('the first order is answered', async () => {
      const reply = await this.http.get(`/orders/${id}`, { token });
      return reply.data(orderView).status === 'AWAITING_PAYMENT';
    });
  }

  private answerOfStock(asked: Asked, tenant: string) {
    const { orderId, outletId, lines } = asked;
    const revision = 'revision' in asked ? asked.revision : undefined;
    const about = { tenantId: tenant, aggregateId: orderId };
    const [line] = lines;
    if (this.stock === 'silent') return null;
    if (this.stock === 'held') {
      const holdUntil = 'holdUntil' in asked ? asked.holdUntil : '2026-11-21T10:00:00.000Z';
      return messageOf(InventoryReserved, { ...about, data: { orderId, outletId, holdUntil, revision } });
    }
    const short = [{ lineIndex: 0, itemId: line?.itemId, requested: line?.quantity, available: 0 }];
    return messageOf(InventoryRejected, { ...about, data: { orderId, outletId, short, revision } });
  }

  private async tellWhatOthersKnow(): Promise<void> {
    await this.service.addTenant(restaurant());
    await this.service.addTenant(restaurant({ id: otherTenantId, slug: 'order-tests-other' }));
    for (const id of [indiranagar, koramangala]) await this.tell(OutletState, id, outlet({ id }));
    await this.tell(OutletState, otherOutlet, outlet({ id: otherOutlet }), { tenant: otherTenantId });
    for (const item of [dosa(), paneer(), lassi()]) await this.tell(ItemState, item.id, item);
    await this.tell(ItemState, foreignItemId, dosa({ id: foreignItemId }), { tenant: otherTenantId });
    const rule = lassiRule();
    await this.tell(RuleState, rule.id, { rule, removed: false });
    await this.tell(CouponState, coupon().id, { coupon: coupon(), removed: false });
  }
}

function paymentOf({ billId, orderIds, amount, paymentId = randomUUID() }: PaidBill) {
  return {
    ...{ paymentId, billId, orderIds: [...orderIds], outletId: indiranagar, businessDate: '2026-11-21' },
    ...{ tender: 'RAZORPAY' as const, amount, currency: 'INR' as const },
    ...{ providerOrderId: 'order_1', providerPaymentId: 'pay_1' },
  };
}
