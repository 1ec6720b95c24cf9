import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import type { Address, Answer, Person } from '../../tools/field/people.ts';
import { Restaurant, type Line } from '../../tools/field/restaurant.ts';
import { KitchenScreens } from './kitchen-screens.ts';
import type { Load, Seen } from './load.ts';
import { seenAt, type StopWatch } from './stop-watch.ts';

/** One stock item each, cooked at two stations. */
const dishes = { 'Paneer butter masala': 1, 'Gulab jamun': 1, 'Mango lassi': 1 };
const shoppers = 40;
/** What a shopper needs to choose how to pay; not part of any latency. */
const thinkingMs = 1_000;
/** Who is told 503 with Retry-After waits so long, this often. */
const retryAfterMs = 1_000;
const tries = 8;

/** Shoppers who order three dishes to take away and pay at Razorpay, whose webhook tells of it; the kitchens' screens are connected. */
export class PaidOrders implements Load {
  private readonly restaurant: Restaurant;
  private customers: readonly Person[] = [];
  private carts: readonly object[] = [];
  private screens: KitchenScreens | undefined;

  constructor(address: Address) {
    this.restaurant = new Restaurant(address);
  }

  async prepare(): Promise<void> {
    this.screens = await KitchenScreens.open(this.restaurant, ['kitchen', 'kitchen.kor']);
    const lines: readonly Line[] = await this.restaurant.lines(dishes);
    const outlets = [await this.restaurant.outlet('IND'), await this.restaurant.outlet('KOR')];
    this.carts = outlets.map((outletId) => ({ fulfilment: 'TAKEAWAY', outletId, lines }));
    this.customers = await this.restaurant.customers(shoppers);
  }

  go(ratePerSecond: number, seconds: number): Promise<Seen> {
    return seenAt(ratePerSecond, seconds, (n, watch) => this.order(n, watch));
  }

  private async order(n: number, watch: StopWatch): Promise<void> {
    const who = this.customers[n % this.customers.length];
    if (!who || !this.screens) throw new Error('Nobody was prepared');
    const placed = await who.post('/orders', this.carts[n % this.carts.length]);
    // 202: it was taken, and the saga goes on behind the answer
    if (placed.status !== 201 && placed.status !== 202)
      throw new Error(`POST /orders: ${placed.status} ${placed.bytes.toString()}`);
    watch.note('POST', placed.ms);
    const orderId = placed.text('data.id');
    const ticket = this.screens.ticketOf(orderId);
    await after(thinkingMs);
    const begun = await this.beginPayment(who, orderId);
    watch.note('begin payment', begun.ms);
    const razorpayOrderId = begun.text('data.razorpayOrderId');
    const paidAt = performance.now();
    await this.restaurant.checkout(razorpayOrderId);
    const shownAt = await ticket;
    if (shownAt === undefined) throw new Error(`no ticket of order ${orderId}`);
    watch.note('paid to ticket', shownAt - paidAt);
    watch.note('POST to ticket', placed.ms + begun.ms + shownAt - paidAt);
  }

  /** Payment answers 503 while it has not heard of the order. */
  private async beginPayment(who: Person, orderId: string): Promise<Answer> {
    const key = randomUUID();
    for (let n = 1; ; n++) {
      const answer = await who.post('/payments/create-razorpay-order', { orderId }, key);
      if (answer.status !== 503 || n === tries) return answer;
      await after(retryAfterMs);
    }
  }
}
