import { setTimeout as after } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { sideBySide } from '../../tools/field/open-loop.ts';
import type { Address, Answer, Person } from '../../tools/field/people.ts';
import { Random } from '../../tools/field/random.ts';
import { Restaurant } from '../../tools/field/restaurant.ts';
import { until } from '../../tools/field/until.ts';
import type { Load, Seen } from './load.ts';
import { StopWatch } from './stop-watch.ts';

const [tables, guestsAtTable, rounds] = [25, 4, 3];
const cookingMs = 2_000;
const dishes = ['Masala dosa', 'Dal makhani', 'Butter naan', 'Filter coffee', 'Gulab jamun', 'Paneer butter masala'];

interface Table {
  readonly id: string;
  readonly code: string;
}

interface Guest {
  readonly phone: Person;
  readonly sessionId: string;
}

/** An evening: 25 tables of four who scan, read, think, order three rounds, and pay one bill; the kitchen cooks, managers watch. */
export class Evening implements Load {
  private readonly restaurant: Restaurant;
  private readonly random = new Random(5);
  private watch = new StopWatch();
  private readonly faults: string[] = [];
  private errors = 0;
  private done = 0;
  private places: readonly Table[] = [];
  private itemOf: (name: string) => string = (name) => name;
  /** When a screen showed an order, and who waits to know it. */
  private readonly seenAt = new Map<string, number>();
  private readonly shown = new Map<string, (at: number) => void>();

  constructor(address: Address) {
    this.restaurant = new Restaurant(address);
  }

  async prepare(): Promise<void> {
    this.itemOf = await this.restaurant.menu();
    for (let n = 0; n < tables; n++) this.places = [...this.places, await this.restaurant.table('IND')];
    await this.openScreen('/orders', 'manager', 'order.placed.v1', 'manager screen');
    const kitchen = await this.openScreen('/kitchen', 'kitchen', 'ticket.queued.v1', 'kitchen screen');
    kitchen.on('event', ({ type, data }: { type: string; data: { ticketId?: string } }) => {
      if (type === 'ticket.queued.v1' && data.ticketId !== undefined) this.cook(data.ticketId).catch(this.failed);
    });
  }

  /** `seconds` is how long one guest thinks at most before a round; the rate is the evening's own. */
  async go(_rate: number, seconds: number): Promise<Seen> {
    this.watch = new StopWatch();
    await sideBySide(this.places, tables, (table) => this.sit(table, seconds * 1000).catch(this.failed));
    const { done, errors, faults } = this;
    return { done, errors, faults, late: 0, latencies: this.watch.latencies() };
  }

  private async sit(table: Table, thinkingMs: number): Promise<void> {
    const guests = await sideBySide(Array.from({ length: guestsAtTable }), 1, async () => {
      await this.think(thinkingMs);
      return this.timed('POST /tables/:code/sessions', () => this.restaurant.guest(table.code));
    });
    const orderIds = (await Promise.all(guests.map((guest) => this.eat(guest, thinkingMs)))).flat();
    const [first] = guests;
    if (first) await this.settle(first, orderIds);
  }

  private async eat({ phone, sessionId }: Guest, thinkingMs: number): Promise<string[]> {
    const orderIds: string[] = [];
    const outlet = await this.restaurant.outlet('IND');
    for (let round = 0; round < rounds; round++) {
      await this.call(phone, 'GET', '/menu', `/menu?outlet=${outlet}`);
      await this.think(thinkingMs);
      const wanted = this.random.shuffle(dishes).slice(0, 2);
      const lines = wanted.map((name) => ({ itemId: this.itemOf(name), quantity: 1 }));
      const cart = { fulfilment: 'DINE_IN', tableSessionId: sessionId, lines };
      await this.call(phone, 'POST', '/orders/quote', '/orders/quote', cart);
      await this.think(thinkingMs / 4);
      orderIds.push(...(await this.order(phone, cart)));
      await this.think(thinkingMs);
      await this.call(phone, 'GET', '/orders', '/orders');
    }
    return orderIds;
  }

  /** The id of the order, if it was taken. */
  private async order(phone: Person, cart: object): Promise<string[]> {
    const since = performance.now();
    const placed = await this.call(phone, 'POST', '/orders', '/orders', cart);
    if (placed.status >= 300) return [];
    const id = placed.text('data.id');
    if (placed.at('data.status') === 'PLACED')
      await until(
        'the order is settled',
        20,
        async () => (await phone.get(`/orders/${id}`)).at('data.status') !== 'PLACED',
      );
    this.watch.note('order settled', performance.now() - since);
    for (const screen of ['manager screen', 'kitchen screen'])
      this.note(`${screen} ${id}`, (at) => this.watch.note(screen, at - since));
    this.done++;
    return [id];
  }

  private async settle({ phone, sessionId }: Guest, orderIds: readonly string[]): Promise<void> {
    const manager = await this.restaurant.staff('manager');
    for (const id of orderIds) {
      await this.restaurant.reached(manager, id, 'READY', 60);
      await this.call(manager, 'PATCH', '/orders/:id/status', `/orders/${id}/status`, { status: 'COMPLETED' });
    }
    const session = await this.call(phone, 'GET', '/sessions/:id', `/sessions/${sessionId}`);
    const billId = session.text('data.billId');
    await this.call(manager, 'POST', '/bills/:id/present', `/bills/${billId}/present`, {});
    const begun = await until('payment knows the bill', 20, async () => {
      const answer = await phone.post('/payments/create-razorpay-order', { billId });
      return answer.status < 300 && answer;
    });
    const since = performance.now();
    await this.restaurant.checkout(begun.text('data.razorpayOrderId'));
    await until('the bill is settled', 20, async () => {
      const bill = await this.call(manager, 'GET', '/bills/:id', `/bills/${billId}`);
      return bill.at('data.status') === 'SETTLED';
    });
    this.watch.note('bill settled', performance.now() - since);
    await this.call(manager, 'POST', '/sessions/:id/close', `/sessions/${sessionId}/close`, {});
  }

  private async cook(ticketId: string): Promise<void> {
    const cook = await this.restaurant.staff('kitchen');
    for (const status of ['STARTED', 'READY']) {
      await this.think(cookingMs);
      await this.call(cook, 'PATCH', '/kitchen/tickets/:id', `/kitchen/tickets/${ticketId}`, { status });
    }
  }

  private readonly failed = (error: unknown): void => this.fault(String(error));

  private async call(who: Person, method: string, route: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await who.call(method, path, body);
    this.watch.note(`${method} ${route}`, answer.ms);
    if (answer.status >= 300) this.fault(`${method} ${path}: ${answer.status} ${answer.bytes.toString()}`);
    return answer;
  }

  private async timed<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const since = performance.now();
    const result = await work();
    this.watch.note(name, performance.now() - since);
    return result;
  }

  private fault(text: string): void {
    this.errors++;
    if (this.faults.length < 5) this.faults.push(text);
  }

  private think(mostMs: number): Promise<void> {
    return after(mostMs * (0.4 + 0.6 * this.random.next()));
  }

  /** A screen may be quicker than the answer to who ordered: whichever comes second takes the time. */
  private note(key: string, take: (at: number) => void): void {
    const at = this.seenAt.get(key);
    if (at === undefined) this.shown.set(key, take);
    else take(at);
  }

  private async openScreen(namespace: string, login: string, type: string, screen: string): Promise<Socket> {
    const { token } = await this.restaurant.staff(login);
    const socket = io(`${this.restaurant.address.gatewayUrl}${namespace}`, {
      ...{ transports: ['websocket'], auth: { token }, reconnection: false, forceNew: true },
    });
    socket.on('event', (event: { type: string; data: { orderId?: string }; aggregateId: string }) => {
      if (event.type !== type) return;
      const key = `${screen} ${event.data.orderId ?? event.aggregateId}`;
      if (this.seenAt.has(key)) return;
      this.seenAt.set(key, performance.now());
      this.shown.get(key)?.(performance.now());
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  }
}
