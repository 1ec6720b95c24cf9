import { randomUUID } from 'node:crypto';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import type { Person } from '../../tools/field/people.ts';
import { Restaurant } from '../../tools/field/restaurant.ts';
import { attempt, cancelOrder, cookOrder, insist, payOrder, placeOrder, reaches } from '../../tools/field/stories.ts';
import { until } from '../../tools/field/until.ts';

/** From placing to the end of one order, whatever breaks on its way; rejects when it does not come to its end. */
export type Story = () => Promise<void>;

/** Everything that happens to orders in an evening, so that every step of the saga is gone through all the time. */
export async function evening(system: FieldSystem): Promise<Readonly<Record<string, Story>>> {
  const restaurant = new Restaurant(system);
  const [owner, manager, ...customers] = await Promise.all([
    restaurant.staff('owner'),
    restaurant.staff('manager'),
    ...Array.from({ length: 6 }, () => restaurant.customer()),
  ]);
  await restaurant.staff('kitchen');
  const cart = await restaurant.cart();
  const couponCode = await coupon(owner, cart);
  const dish = await restaurant.dish(1_000_000);
  let next = 0;
  const customer = () => customers[next++ % customers.length] as Person;
  const ticketsOf = (orderId: string) =>
    system.behind<{ id: string; status: string }>('order', 'select id, status from ticket where order_id = $1', [
      orderId,
    ]);

  const paid = async (who: Person, ordered = cart, how: 'webhook' | 'verify' = 'webhook') => {
    const { id } = await placeOrder(who, ordered);
    await reaches(who, id, 'AWAITING_PAYMENT');
    await payOrder(restaurant, who, id, how);
    await reaches(who, id, 'CONFIRMED', 'PREPARING', 'READY', 'COMPLETED');
    return id;
  };

  return {
    cooked: async () => cookOrder(restaurant, await paid(customer()), ticketsOf),
    coupon: async () => void (await paid(customer(), { ...cart, couponCode }, 'verify')),
    cancelled: async () => {
      const who = customer();
      const { id } = await placeOrder(who, { ...cart, couponCode });
      await reaches(who, id, 'AWAITING_PAYMENT');
      await cancelOrder(who, id);
    },
    refunded: async () => {
      const who = customer();
      await cancelOrder(who, await paid(who));
    },
    later: async () => {
      const table = await until('there is a table', 90, () => restaurant.table());
      const { phone, sessionId } = await until('the phone sits down', 90, () => restaurant.guest(table.code));
      const lines = cart['lines'];
      const { id } = await placeOrder(phone, { fulfilment: 'DINE_IN', tableSessionId: sessionId, lines });
      await reaches(phone, id, 'CONFIRMED', 'PREPARING');
      const order = await insist('the order is read', () => phone.get(`/orders/${id}`));
      const billId = order.text('data.billId');
      await insist('the bill is shown', () => manager.post(`/bills/${billId}/present`, {}));
      await payOrder(restaurant, phone, id);
      await until(`bill ${billId} is settled`, 90, async () => {
        const bill = await attempt(() => manager.get(`/bills/${billId}`));
        return bill?.at('data.status') === 'SETTLED';
      });
      await insist('the table is free', () => manager.post(`/sessions/${sessionId}/close`, {}));
    },
    newcomer: async () => {
      const who = await until('somebody signs in', 90, () => restaurant.customer());
      await paid(who);
    },
    dish: async () => {
      const price = 9_000 + (next % 1_000);
      await insist('the price is changed', () => owner.patch(`/menu/items/${dish.itemId}`, { price }));
      await paid(customer(), { ...cart, lines: [{ itemId: dish.itemId, quantity: 1 }] });
    },
  };
}

/** A coupon for 50.00 rupees that everybody may use as often as they like. */
async function coupon(owner: Person, cart: object): Promise<string> {
  const code = `C-${randomUUID().replaceAll('-', '').slice(0, 20).toUpperCase()}`;
  const written = { code, name: 'A coupon', subject: { on: 'ORDER' }, gives: { amount: 5_000 } };
  const answer = await owner.post('/discounts/coupons', written);
  if (answer.status !== 201) throw new Error(`no coupon: ${answer.bytes.toString('utf8')}`);
  await until('order knows the coupon', 30, async () => {
    const quote = await owner.post('/orders/quote', { ...cart, couponCode: code });
    return quote.status === 200;
  });
  return code;
}
