import { billView, orderView, paymentView, type OrderView } from '@chowk/contracts';
import { behind, eventually, runningSystem } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everythingAgrees } from './agreement.js';
import { changes, stockOf } from './books.js';
import { countedDish } from './counted-dish.js';
import { KitchenScreen } from './kitchen-screen.js';
import { moneyBackAtRazorpay } from './refunds-at-razorpay.js';
import { outletOf } from './refusals-dinner.js';
import { checkout, Restaurant, type Person } from './restaurant.js';

const system = runningSystem();

/** An order whose time to pay is over, with a checkout that is still open on the customer's phone. */
interface Unpaid {
  readonly customer: Person;
  readonly order: OrderView;
  readonly razorpayOrderId: string;
}

describe('Money for an order that nobody paid in time', () => {
  const restaurant = new Restaurant();
  let manager: Person;
  let screen: KitchenScreen;
  let outletId: string;
  beforeAll(async () => {
    manager = await restaurant.staff('manager');
    screen = await KitchenScreen.open(await restaurant.staff('kitchen'));
    outletId = await outletOf(restaurant, 'IND');
  });
  afterAll(() => screen.close());

  it('revives it where there is still stock: the kitchen gets it as if it had been in time', async () => {
    const before = await stockOf(outletId);
    const lines = [{ itemId: (await restaurant.menu())('Gulab jamun'), quantity: 3 }];
    const { customer, order, razorpayOrderId } = await expired(restaurant, { outletId, lines });
    expect(changes(before, await stockOf(outletId))).toEqual({});
    expect((await customer.get(`/bills/${order.billId}`)).at('data.status')).toBe('VOID');

    await checkout(razorpayOrderId);
    const revived = await restaurant.reached(customer, order.id, 'CONFIRMED');
    expect(revived).toMatchObject({ paymentStatus: 'PAID', total: order.total });
    expect(statusesOf(revived)).toEqual(['PLACED', 'AWAITING_PAYMENT', 'EXPIRED', 'PLACED', 'CONFIRMED']);
    expect((await screen.ticketsOf(order.id, 1)).map(({ data }) => data['station'])).toEqual(['counter']);
    const bill = (await customer.get(`/bills/${order.billId}`)).data(billView);
    expect(bill).toMatchObject({ status: 'SETTLED', total: 25_200, paid: 25_200, due: 0, credited: 0 });
    await everythingAgrees(manager, [order.billId]);
    expect(changes(before, await stockOf(outletId))).toEqual({ 'gulab-jamun': -6 });
  });

  it('goes back where the stock was sold to somebody else meanwhile', async () => {
    const owner = await restaurant.staff('owner');
    const { itemId, sku } = await countedDish(restaurant, owner, { outletId, portions: 1 });
    const lines = [{ itemId, quantity: 1 }];
    const { customer, order, razorpayOrderId } = await expired(restaurant, { outletId, lines });
    const quicker = await restaurant.customer();
    const placed = await quicker.post('/orders', { fulfilment: 'TAKEAWAY', outletId, lines });
    const theirs = await restaurant.settled(quicker, placed.data(orderView).id);
    expect(theirs.status).toBe('AWAITING_PAYMENT');

    await checkout(razorpayOrderId);
    const rejected = await restaurant.reached(customer, order.id, 'REJECTED');
    expect(rejected.rejection).toMatchObject({
      code: 'OUT_OF_STOCK',
      details: [{ lineIndex: 0, itemId, requested: 1, available: 0 }],
    });
    await moneyIsBack(customer, order);
    expect((await restaurant.pay(quicker, theirs.id)).status).toBe(200);
    await restaurant.reached(quicker, theirs.id, 'CONFIRMED');
    await everythingAgrees(manager, [order.billId, theirs.billId]);
    expect((await stockOf(outletId))[sku]).toBe(0);
  });

  it('goes back at once where the business wants it so', async () => {
    const bakery = new Restaurant('lafete365');
    const baker = await bakery.staff('manager');
    const delhi = await outletOf(bakery, 'DEL');
    const lines = [{ itemId: (await bakery.menu())('Truffle pastry'), quantity: 2 }];
    const { customer, order, razorpayOrderId } = await expired(bakery, { outletId: delhi, lines });
    await checkout(razorpayOrderId);
    await moneyIsBack(customer, order, 'lafete365');
    const after = (await customer.get(`/orders/${order.id}`)).data(orderView);
    expect(statusesOf(after)).toEqual(['PLACED', 'AWAITING_PAYMENT', 'EXPIRED']);
    await everythingAgrees(baker, [order.billId]);
  });

  /** Places an order, begins to pay it, and lets its time to pay be over. */
  async function expired(at: Restaurant, cart: object): Promise<Unpaid> {
    const customer = await at.customer();
    const placed = await customer.post('/orders', { fulfilment: 'TAKEAWAY', ...cart });
    const { id } = await at.settled(customer, placed.data(orderView).id);
    const { razorpayOrderId } = await at.beginPayment(customer, id);
    const ended = `update orders set ends_at = now() - interval '1 second' where id = $1 and status = 'AWAITING_PAYMENT' returning id`;
    expect(await behind(system, 'order', ended, [id])).toHaveLength(1);
    const order = await at.reached(customer, id, 'EXPIRED');
    await eventually('the stock is free again', async () => {
      const [row] = await behind<{ status: string }>(
        system,
        'inventory',
        'select status from reservation where id = $1',
        [id],
      );
      return row?.status === 'RELEASED';
    });
    return { customer, order, razorpayOrderId };
  }

  /** All of it is back at Razorpay, and the bill asks for nothing. */
  async function moneyIsBack(customer: Person, { id, billId }: OrderView, slug = 'intellidine'): Promise<void> {
    const payment = await eventually('the payment is refunded', async () => {
      const [only] = (await customer.get(`/payments/order/${id}`)).data(paymentView.array());
      return only?.status === 'REFUNDED' && only;
    });
    expect(await moneyBackAtRazorpay(payment, slug)).toEqual([payment.captured]);
    const bill = await eventually('the bill has heard of the refund', async () => {
      const seen = (await customer.get(`/bills/${billId}`)).data(billView);
      return seen.refunded > 0 && seen;
    });
    expect(bill).toMatchObject({ status: 'VOID', paid: 0, refunded: payment.captured, due: 0, invoiceNumber: null });
  }
});

const statusesOf = ({ history }: OrderView) => history.map(({ status }) => status);
