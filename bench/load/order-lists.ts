import type { Address, Person } from '../../tools/field/people.ts';
import { Restaurant } from '../../tools/field/restaurant.ts';
import type { Load, Seen } from './load.ts';
import { seenAt } from './stop-watch.ts';

/** The manager's screen, asking for the latest 20 orders with their lines again and again. */
export class OrderLists implements Load {
  private readonly restaurant: Restaurant;
  private manager: Person | undefined;

  constructor(address: Address) {
    this.restaurant = new Restaurant(address);
  }

  async prepare(): Promise<void> {
    this.manager = await this.restaurant.staff('manager');
  }

  async go(ratePerSecond: number, seconds: number): Promise<Seen> {
    let bytes = 0;
    const seen = await seenAt(ratePerSecond, seconds, async (_n, watch) => {
      const answer = await this.manager?.get('/orders?limit=20');
      const orders = answer?.data;
      if (!answer || !Array.isArray(orders) || orders.length !== 20) throw new Error('not the latest 20 orders');
      bytes = answer.bytes.length;
      watch.note('GET', answer.ms);
    });
    return { ...seen, figures: { bytes } };
  }
}
