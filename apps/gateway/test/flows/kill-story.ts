import { randomUUID } from 'node:crypto';
import { orderView, razorpayOrderView, type OrderStatus } from '@chowk/contracts';
import { behind, eventually, runningSystem, type Reply } from '@chowk/testing';
import { expect } from 'vitest';
import { systemFaults } from './kill-look.js';
import { outletOf } from './refusals-dinner.js';
import { checkout, Restaurant, type Person } from './restaurant.js';

const system = runningSystem();
/** After SIGKILL the group hears of its lost member within 6 s; then what it left is handled. */
const recovery = { timeout: 20_000, interval: 100 };

export interface OrderRow {
  readonly id: string;
  readonly status: OrderStatus;
  readonly awaits: readonly string[];
  readonly bill_id: string;
  readonly discount: string;
}

/**
 * An order that is paid before it is cooked, to be interrupted anywhere: 2 dosas, 3 naans (10 % off the naans), 1 gulab jamun
 * (2 pieces), to take away; 506.00 rupees on the bill. It is asked about in the databases, where a service that was killed cannot answer wrongly.
 */
export class Story {
  readonly restaurant = new Restaurant();
  /** Of the order, so that it is found whatever became of the call. */
  readonly reference = randomUUID();
  readonly key = randomUUID();
  /** What the bill comes to, in paise; another amount for who changes the order on its way. */
  payable = 50_600;

  private constructor(
    readonly manager: Person,
    readonly cook: Person,
    readonly customer: Person,
    readonly outletId: string,
    private readonly cart: Readonly<Record<string, unknown>>,
  ) {}

  /** Everybody is signed in. A customer may be brought along, and `more` stand in the order. */
  static async begin(buyer?: Person, more: Readonly<Record<string, unknown>> = {}): Promise<Story> {
    const restaurant = new Restaurant();
    const [manager, cook] = await Promise.all([restaurant.staff('manager'), restaurant.staff('kitchen')]);
    const customer = buyer ?? (await restaurant.customer());
    const outletId = await outletOf(restaurant, 'IND');
    const idOf = await restaurant.menu();
    const lines = [
      { itemId: idOf('Masala dosa'), quantity: 2 },
      { itemId: idOf('Butter naan'), quantity: 3 },
      { itemId: idOf('Gulab jamun'), quantity: 1 },
    ];
    return new Story(manager, cook, customer, outletId, { fulfilment: 'TAKEAWAY', outletId, lines, ...more });
  }

  /** Places the order; repeated, it is the same intention with the same key. */
  place(): Promise<Reply> {
    return this.customer.post('/orders', { ...this.cart, clientReference: this.reference }, this.key);
  }

  /** Waits until order prices the cart as it is, its coupon too. */
  async isPriced(): Promise<void> {
    await eventually('order prices the cart', async () => {
      return (await this.customer.post('/orders/quote', this.cart)).status === 200;
    });
  }

  /** The customer wants a third dosa: 126.00 rupees more. */
  async changed(): Promise<Reply> {
    this.payable += 12_600;
    const { id } = await this.row();
    const itemId = (await this.restaurant.menu())('Masala dosa');
    return this.customer.patch(`/orders/${id}/items`, { add: [{ itemId, quantity: 1 }] });
  }

  /** Places the order and waits until it asks for money. */
  async placed(): Promise<OrderRow> {
    const reply = await this.place();
    expect([201, 202]).toContain(reply.status);
    expect(reply.data(orderView).clientReference).toBe(this.reference);
    return this.reached('AWAITING_PAYMENT');
  }

  /** The row of the order, once there is one; there is never a second. */
  row(): Promise<OrderRow> {
    return eventually('the order is in the table', async () => {
      const rows = await behind<OrderRow>(
        system,
        'order',
        'select id, status, awaits, bill_id, discount from orders where client_reference = $1',
        [this.reference],
      );
      expect(rows.length).toBeLessThanOrEqual(1);
      return rows[0];
    });
  }

  /** The row once it has that status; services that were killed get the time to come back. */
  reached(status: OrderStatus): Promise<OrderRow> {
    return eventually(
      `the order is ${status}`,
      async () => {
        const row = await this.row();
        if (row.status !== status) throw new Error(`it is ${row.status}, awaiting ${row.awaits.join() || 'nothing'}`);
        return row;
      },
      recovery,
    );
  }

  /** Begins to pay: what Razorpay asks for. */
  async beginToPay(): Promise<{ readonly paymentId: string; readonly razorpayOrderId: string }> {
    const { id: orderId } = await this.row();
    return eventually('payment can be begun', async () =>
      (await this.customer.post('/payments/create-razorpay-order', { orderId })).data(razorpayOrderView),
    );
  }

  /** Pays in Razorpay's checkout; the page that opened it never reports back, Razorpay's webhooks do. */
  async payWithoutReport(): Promise<void> {
    const { razorpayOrderId } = await this.beginToPay();
    await checkout(razorpayOrderId);
  }

  /** Pays, cooks, serves: the order is COMPLETED, and everything about it and about all others agrees. */
  async toItsEnd(): Promise<void> {
    if ((await this.row()).status !== 'CONFIRMED') {
      await this.reached('AWAITING_PAYMENT');
      const { paymentId, razorpayOrderId } = await this.beginToPay();
      const paid = await checkout(razorpayOrderId);
      const reply = await this.customer.post('/payments/verify-razorpay', { paymentId, ...paid });
      expect(reply.status).toBe(200);
    }
    const { id } = await this.reached('CONFIRMED');
    const tickets = await behind<{ id: string; station: string }>(
      system,
      'order',
      'select id, station from ticket where order_id = $1 order by station',
      [id],
    );
    expect(tickets.map(({ station }) => station)).toEqual(['counter', 'tandoor', 'tawa']);
    for (const ticket of tickets)
      for (const status of ['STARTED', 'READY'])
        expect((await this.cook.patch(`/kitchen/tickets/${ticket.id}`, { status })).status).toBe(200);
    await this.reached('READY');
    expect((await this.manager.patch(`/orders/${id}/status`, { status: 'COMPLETED' })).status).toBe(200);
    await this.agrees(id);
  }

  private async agrees(orderId: string): Promise<void> {
    const { bill_id: billId } = await this.row();
    await eventually(
      'all services agree about all orders',
      async () => {
        const faults = await systemFaults();
        if (faults.length > 0) throw new Error(faults.join('\n'));
        return true;
      },
      { timeout: 20_000, interval: 250 },
    );
    const journals = await behind(
      system,
      'payment',
      `select p.status, p.captured::int, e.kind from payment p join ledger_entry e on e.payment_id = p.id
       where p.bill_id = $1 and p.captured > 0`,
      [billId],
    );
    expect(journals).toEqual([{ status: 'CAPTURED', captured: this.payable, kind: 'CAPTURE' }]);
    const moved = await behind(
      system,
      'inventory',
      `select r.status, s.sku, m.kind, m.quantity from reservation r join movement m on m.order_id = r.id
       join stock_item s on s.id = m.stock_item_id where r.id = $1 and s.sku = 'gulab-jamun'`,
      [orderId],
    );
    expect(moved).toEqual([{ status: 'COMMITTED', sku: 'gulab-jamun', kind: 'SALE', quantity: -2 }]);
    const order = await behind(system, 'order', 'select status, payment_status from orders where id = $1', [orderId]);
    expect(order).toEqual([{ status: 'COMPLETED', payment_status: 'PAID' }]);
  }
}
