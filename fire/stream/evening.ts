import { randomUUID } from 'node:crypto';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import { patiently, type Person } from '../../tools/field/people.ts';
import { Restaurant, type Line } from '../../tools/field/restaurant.ts';
import { openTickets } from '../../tools/field/tickets.ts';
import { until } from '../../tools/field/until.ts';

/** The people of one evening at the demo restaurant; they do all that makes services tell each other something. */
export class Evening {
  private readonly restaurant: Restaurant;
  private readonly manager: Person;
  private readonly cashier: Person;
  private readonly cook: Person;
  private readonly guests: readonly Person[];
  private readonly outletId: string;
  private readonly lines: readonly Line[];

  private constructor(
    restaurant: Restaurant,
    people: { manager: Person; cashier: Person; cook: Person; guests: readonly Person[] },
    outletId: string,
    lines: readonly Line[],
  ) {
    this.restaurant = restaurant;
    this.manager = people.manager;
    this.cashier = people.cashier;
    this.cook = people.cook;
    this.guests = people.guests;
    this.outletId = outletId;
    this.lines = lines;
  }

  /** Everybody is signed in and a drawer is open: nobody is sent an SMS from now on. */
  static async begin(system: FieldSystem, guests: number): Promise<Evening> {
    const restaurant = new Restaurant(system);
    await until('the business is known', 30, async () => (await restaurant.anybody.get('/menu')).status === 200);
    const people = {
      manager: await restaurant.staff('manager'),
      cashier: await restaurant.staff('cashier'),
      cook: await restaurant.staff('kitchen'),
      guests: await restaurant.customers(guests),
    };
    const outletId = await restaurant.outlet();
    const lines = await restaurant.lines({ 'Masala dosa': 2, 'Butter naan': 1, 'Gulab jamun': 1 });
    // The drawer may be open since an earlier script
    const drawer = await people.cashier.post('/drawers', { outletId, openingFloat: 100_000 });
    if (drawer.status >= 500) throw new Error(`no drawer: ${drawer.bytes.toString('utf8')}`);
    return new Evening(restaurant, people, outletId, lines);
  }

  /** All of it once, side by side; rejects with the first thing that did not work. */
  async round(n: number): Promise<void> {
    const who = (offset: number) => this.guests[(n * 5 + offset) % this.guests.length] as Person;
    await Promise.all([
      this.paidAndCooked(who(0)),
      this.paidAndCancelled(who(1)),
      this.coupon(who(2)),
      this.cashWithRefund(),
      this.dinner(who(3)),
      this.lastPortion(who(4)),
    ]);
  }

  private async paidAndCooked(guest: Person): Promise<void> {
    const id = await this.order(guest);
    await this.restaurant.pay(guest, id, 'webhook');
    await this.restaurant.reached(guest, id, 'CONFIRMED');
    await this.cooked(id);
    await this.restaurant.reached(guest, id, 'READY');
    await this.must(this.manager, 'PATCH', `/orders/${id}/status`, { status: 'COMPLETED' });
  }

  private async paidAndCancelled(guest: Person): Promise<void> {
    const id = await this.order(guest);
    await this.restaurant.pay(guest, id, 'verify');
    await this.restaurant.reached(guest, id, 'CONFIRMED');
    await this.must(guest, 'PATCH', `/orders/${id}/cancel`, {});
    await this.restaurant.reached(guest, id, 'CANCELLED');
  }

  private async coupon(guest: Person): Promise<void> {
    const cart = { fulfilment: 'TAKEAWAY', outletId: this.outletId, lines: this.lines, couponCode: 'WELCOME10' };
    const answer = await patiently(() => guest.post('/orders', cart));
    // Somebody who had it in an earlier round
    if (answer.code === 'COUPON_REFUSED') return;
    const id = answer.text('data.id');
    await this.restaurant.reached(guest, id, 'AWAITING_PAYMENT');
    await this.must(guest, 'PATCH', `/orders/${id}/cancel`, {});
  }

  private async cashWithRefund(): Promise<void> {
    const id = await this.order(this.cashier, { channel: 'COUNTER' });
    await this.must(this.cashier, 'POST', '/payments/confirm-cash', { orderId: id, tendered: 100_000 });
    const order = await this.restaurant.reached(this.cashier, id, 'CONFIRMED');
    const billId = order.text('data.billId');
    await until('the bill is settled', 30, async () => {
      return (await this.manager.get(`/bills/${billId}`)).at('data.status') === 'SETTLED';
    });
    const lines = [{ orderId: id, lineId: order.text('data.lines.0.lineId') }];
    await this.must(this.manager, 'POST', `/bills/${billId}/refunds`, { lines, reason: 'a hair in it' });
  }

  /** A guest orders, becomes known as a customer, eats, loses a dish, pays and leaves. */
  private async dinner(customer: Person): Promise<void> {
    const table = await this.restaurant.table();
    const { phone, sessionId } = await this.restaurant.guest(table.code);
    const id = await this.order(phone, { fulfilment: 'DINE_IN', tableSessionId: sessionId, outletId: undefined });
    const order = await this.restaurant.reached(phone, id, 'CONFIRMED');
    await this.must(customer, 'POST', `/sessions/${sessionId}/customer`, { guestToken: phone.token });
    const voided = order.text('data.lines.1.lineId');
    await this.must(this.manager, 'POST', `/orders/${id}/lines/${voided}/void`, { reason: 'dropped' });
    await this.cooked(id);
    await this.restaurant.reached(customer, id, 'READY');
    await this.must(this.manager, 'PATCH', `/orders/${id}/status`, { status: 'COMPLETED' });
    const billId = order.text('data.billId');
    await this.must(this.manager, 'POST', `/bills/${billId}/present`, {});
    await this.restaurant.pay(customer, id, 'verify');
    await until('the bill is settled', 30, async () => {
      return (await customer.get(`/bills/${billId}`)).at('data.status') === 'SETTLED';
    });
    await this.must(this.manager, 'POST', `/sessions/${sessionId}/close`, {});
  }

  /** The last portion is sold, and comes back. */
  private async lastPortion(guest: Person): Promise<void> {
    const { itemId } = await this.restaurant.dish(1);
    const [first, last] = await Promise.all(
      [1, 2].map(() =>
        patiently(() => guest.post('/orders', { ...this.takeaway(), lines: [{ itemId, quantity: 1 }] })),
      ),
    );
    const sold = [first, last].find((answer) => answer?.status === 201 || answer?.status === 202);
    if (!sold) throw new Error('nobody got the last portion');
    await until('it is settled who got it', 30, async () => {
      const status = (await guest.get(`/orders/${sold.text('data.id')}`)).at('data.status');
      return status === 'AWAITING_PAYMENT' || status === 'REJECTED';
    });
    const status = (await guest.get(`/orders/${sold.text('data.id')}`)).at('data.status');
    if (status === 'AWAITING_PAYMENT') await this.must(guest, 'PATCH', `/orders/${sold.text('data.id')}/cancel`, {});
  }

  private takeaway(): Record<string, unknown> {
    return { fulfilment: 'TAKEAWAY', outletId: this.outletId };
  }

  private async order(who: Person, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const cart = { ...this.takeaway(), lines: this.lines, ...more };
    const key = randomUUID();
    const id = (await patiently(() => who.post('/orders', cart, key))).text('data.id');
    await until(
      'the order is checked',
      30,
      async () => (await who.get(`/orders/${id}`)).at('data.status') !== 'PLACED',
    );
    return id;
  }

  private async cooked(orderId: string): Promise<void> {
    const board = await until(
      'its tickets are on the board',
      20,
      async () => {
        const own = (await openTickets(this.cook, this.outletId)).filter((ticket) => ticket.orderId === orderId);
        return own.length > 0 && own;
      },
      100,
    );
    for (const { id } of board)
      for (const status of ['STARTED', 'READY'])
        await this.must(this.cook, 'PATCH', `/kitchen/tickets/${id}`, { status });
  }

  private async must(who: Person, method: string, path: string, body: unknown): Promise<void> {
    const key = randomUUID();
    const answer = await patiently(() => who.call(method, path, body, { key }));
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.bytes.toString('utf8')}`);
  }
}
