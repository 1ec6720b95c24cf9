import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import type { Answer, Person } from '../../tools/field/people.ts';
import { Restaurant } from '../../tools/field/restaurant.ts';
import { insist } from '../../tools/field/stories.ts';

/** What became of the calls that placed orders, of one stretch of time. */
export interface Tally {
  readonly acknowledged: number;
  readonly taken: number;
  readonly busy: number;
  readonly wrong: readonly string[];
}

/** Orders at a steady rate, each placed by one call and, once acknowledged, paid; what ends is looked up in order's own table. */
export class Shoppers {
  readonly acknowledged = new Set<string>();
  readonly unpaid: string[] = [];
  private readonly system: FieldSystem;
  private readonly restaurant: Restaurant;
  private readonly customers: readonly Person[];
  private readonly cart: Readonly<Record<string, unknown>>;
  private readonly closing = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private readonly toPay = new Map<string, Person>();
  private tally = { acknowledged: 0, taken: 0, busy: 0, wrong: [] as string[] };

  private constructor(
    system: FieldSystem,
    restaurant: Restaurant,
    customers: readonly Person[],
    cart: Readonly<Record<string, unknown>>,
  ) {
    this.system = system;
    this.restaurant = restaurant;
    this.customers = customers;
    this.cart = cart;
  }

  static async come(system: FieldSystem): Promise<Shoppers> {
    const restaurant = new Restaurant(system);
    return new Shoppers(system, restaurant, await restaurant.customers(8), await restaurant.cart());
  }

  /** Begins to order, until {@link leave}. */
  order(ratePerSecond: number): Promise<void> {
    const paying = this.payAsTheyAreReady();
    const ordering = (async () => {
      const since = performance.now();
      for (let n = 0; !this.closing.signal.aborted; n++) {
        const early = since + (n * 1000) / ratePerSecond - performance.now();
        if (early > 0) await pause(early);
        this.follow(this.place(this.customers[n % this.customers.length] as Person));
      }
    })();
    return Promise.all([ordering, paying]).then(() => undefined);
  }

  /** What was answered since the last time this was asked. */
  since(): Tally {
    const { tally } = this;
    this.tally = { acknowledged: 0, taken: 0, busy: 0, wrong: [] };
    return tally;
  }

  /** No new orders; resolves when all that were acknowledged are being paid, or after so many seconds. */
  async leave(seconds: number): Promise<void> {
    this.closing.abort();
    for (const end = performance.now() + seconds * 1000; performance.now() < end; await pause(200))
      if (this.toPay.size === 0 && this.underWay.size === 0) return;
    this.toPay.clear(); // what they have come to is looked up in the table
  }

  /** One order now: was it taken? */
  async tryOne(): Promise<boolean> {
    const answer = await this.customers[0]?.post('/orders', this.cart).catch(() => undefined);
    if (answer?.status !== 201 && answer?.status !== 202) return false;
    this.keep(answer, this.customers[0] as Person);
    return true;
  }

  /** How the acknowledged orders stand, by status; those that are in no table are `LOST`. */
  async statuses(): Promise<Readonly<Record<string, number>>> {
    const ids = [...this.acknowledged];
    const found = await this.system.behind<{ status: string; n: number }>(
      'order',
      'select status, count(*)::int as n from orders where id = any($1::uuid[]) group by 1',
      [ids],
    );
    const lost = ids.length - found.reduce((sum, one) => sum + one.n, 0);
    return { ...Object.fromEntries(found.map(({ status, n }) => [status, n])), ...(lost > 0 ? { LOST: lost } : {}) };
  }

  private async place(who: Person): Promise<void> {
    let answer: Answer;
    try {
      answer = await who.post('/orders', this.cart);
    } catch (error) {
      this.tally.wrong.push(error instanceof Error ? error.message : String(error));
      return;
    }
    const { status } = answer;
    if (status === 201 || status === 202) this.keep(answer, who);
    else if (status === 503 && answer.headers['retry-after'] !== undefined) this.tally.busy++;
    else this.tally.wrong.push(`${status} ${answer.code ?? ''} ${answer.bytes.toString('utf8').slice(0, 200)}`);
  }

  private keep(answer: Answer, who: Person): void {
    const id = answer.text('data.id');
    this.tally.acknowledged++;
    if (answer.status === 202) this.tally.taken++;
    this.acknowledged.add(id);
    this.toPay.set(id, who);
  }

  /** One look at the table for all who wait, so that waiting costs the system nothing. */
  private async payAsTheyAreReady(): Promise<void> {
    // An order that is under way when the last one was begun wants to be paid too
    while (!this.closing.signal.aborted || this.toPay.size > 0 || this.underWay.size > 0) {
      await pause(200);
      const ids = [...this.toPay.keys()];
      if (ids.length === 0) continue;
      const text = `select id, status from orders where id = any($1::uuid[]) and status <> 'PLACED'`;
      const ready = await this.system.behind<{ id: string; status: string }>('order', text, [ids]).catch(() => []);
      for (const { id, status } of ready) {
        const who = this.toPay.get(id);
        this.toPay.delete(id);
        if (who && status === 'AWAITING_PAYMENT') this.follow(this.pay(who, id));
      }
    }
  }

  private async pay(who: Person, orderId: string): Promise<void> {
    // Whoever got no answer asks again for the same, as the answers say; a new wish each time would be more work for who is late already
    const key = randomUUID();
    try {
      const begun = await insist('the payment is begun', () =>
        who.post('/payments/create-razorpay-order', { orderId }, key),
      );
      await this.restaurant.checkout(begun.text('data.razorpayOrderId'));
    } catch (error) {
      this.unpaid.push(`${orderId}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private follow(work: Promise<void>): void {
    this.underWay.add(work);
    void work.finally(() => this.underWay.delete(work));
  }
}
