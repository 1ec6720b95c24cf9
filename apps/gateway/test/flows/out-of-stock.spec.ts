import { behind, runningSystem } from '@chowk/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { countedDish } from './counted-dish.js';
import { outletOf } from './refusals-dinner.js';
import { Restaurant, type Person } from './restaurant.js';

const system = runningSystem();

describe('What is not in stock', () => {
  const restaurant = new Restaurant();
  let owner: Person;
  let outletId: string;
  beforeAll(async () => {
    owner = await restaurant.staff('owner');
    outletId = await outletOf(restaurant, 'IND');
  });

  const dish = async (portions: number) => (await countedDish(restaurant, owner, { outletId, portions })).itemId;

  const levels = () =>
    behind<{ on_hand: number; held: number }>(
      system,
      'inventory',
      'select id, on_hand, held from stock_item order by id',
    );

  it('is refused with what is short, and nothing is held', async () => {
    const itemId = await dish(2);
    const idOf = await restaurant.menu();
    const customer = await restaurant.customer();
    const before = await levels();
    const reply = await customer.post('/orders', {
      fulfilment: 'TAKEAWAY',
      outletId,
      lines: [
        { itemId: idOf('Mango lassi'), quantity: 1 },
        { itemId, quantity: 3 },
      ],
    });
    expect([reply.status, reply.code]).toEqual([409, 'OUT_OF_STOCK']);
    expect(reply.at('error.details')).toEqual([{ lineIndex: 1, itemId, requested: 3, available: 2 }]);
    expect(await levels()).toEqual(before);
  });

  it('is sold exactly as often as it is there: 30 buyers, 5 portions', async () => {
    const itemId = await dish(5);
    const customer = await restaurant.customer();
    const buy = () => customer.post('/orders', { fulfilment: 'TAKEAWAY', outletId, lines: [{ itemId, quantity: 1 }] });
    const replies = await Promise.all(Array.from({ length: 30 }, buy));
    const count = (status: number) => replies.filter((reply) => reply.status === status).length;
    expect([
      count(201) + count(202) - (await rejectedLater(replies)),
      count(409) + (await rejectedLater(replies)),
    ]).toEqual([5, 25]);
  });

  /** Under load some are answered with 202 before the stock has spoken; their end counts. */
  async function rejectedLater(replies: readonly { status: number; at(path: string): unknown }[]): Promise<number> {
    const customer = await restaurant.staff('manager');
    const late = replies.filter(({ status }) => status === 202).map((reply) => String(reply.at('data.id')));
    const ends = await Promise.all(
      late.map(async (id) => {
        await restaurant.settled(customer, id);
        return (await customer.get(`/orders/${id}`)).at('data.status');
      }),
    );
    return ends.filter((status) => status === 'REJECTED').length;
  }
});
