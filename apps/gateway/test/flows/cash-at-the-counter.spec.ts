import {
  billRefundView,
  billView,
  dailyStatsView,
  drawerView,
  drawerWithMovementsView,
  orderView,
  paymentView,
  ticketView,
  type BillView,
  type DailyStatsView,
  type DrawerView,
  type DrawerWithMovementsView,
  type OrderView,
} from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { everythingAgrees } from './agreement.js';
import { changes } from './books.js';
import { counterSale, answerOnceReady, withoutDrawer } from './counter.js';
import { KitchenScreen } from './kitchen-screen.js';
import { outletOf } from './refusals-dinner.js';
import { Restaurant, type Person } from './restaurant.js';

describe('Cash at the counter', () => {
  const restaurant = new Restaurant();
  let manager: Person;
  let cashier: Person;
  let managers: KitchenScreen;
  let outletId: string;
  let idOf: (name: string) => string;
  beforeAll(async () => {
    [manager, cashier] = await Promise.all([restaurant.staff('manager.kor'), restaurant.staff('cashier.kor')]);
    managers = await KitchenScreen.open(manager, '/managers');
    outletId = await outletOf(restaurant, 'KOR');
    idOf = await restaurant.menu();
  });
  beforeEach(() => withoutDrawer(cashier, outletId));
  afterAll(() => managers.close());

  it('is counted from the float to the last rupee; drawer, bills, ledger and the day agree', async () => {
    const before = numbersOf(await stats());
    const drawer = (await cashier.post('/drawers', { outletId, openingFloat: 100_000 })).data(drawerView);

    const first = await sale();
    const cash = (await take('/payments/confirm-cash', { orderId: first.id, tendered: 50_000 })).data(paymentView);
    expect(cash).toMatchObject({ tender: 'CASH', status: 'CAPTURED', drawerId: drawer.id });
    expect(cash).toMatchObject({ amount: 33_600, tendered: 50_000, change: 16_400 });
    const confirmed = await restaurant.reached(cashier, first.id, 'CONFIRMED');
    expect(confirmed).toMatchObject({ channel: 'COUNTER', paymentStatus: 'PAID' });
    expect(await stationsOf(first)).toEqual(['counter', 'tawa']);
    const bill = await settled(first.billId);
    expect(bill).toMatchObject({ total: 33_600, paid: 33_600, due: 0 });
    expect(bill.invoiceNumber).toMatch(/^KOR\/I\d\d\/[1-9]\d*$/);
    expect((await drawerNow(drawer)).expected).toBe(133_600);

    const milk = { kind: 'PAY_OUT', amount: 5_000, reason: 'milk' };
    expect((await cashier.post(`/drawers/${drawer.id}/movements`, milk)).status).toBe(201);
    const byCard = await sale();
    const slip = { orderId: byCard.id, method: 'CARD_TERMINAL', reference: 'slip 4711' };
    expect((await take('/payments/record', slip)).data(paymentView)).toMatchObject({ reference: 'slip 4711' });
    const byUpi = await sale();
    await take('/payments/record', { orderId: byUpi.id, method: 'UPI_STATIC', reference: 'UPI 998' });
    const numbers = [bill, await settled(byCard.billId), await settled(byUpi.billId)].map(serialOf);
    expect(numbers.map((number) => number - (numbers[0] ?? 0))).toEqual([0, 1, 2]);
    expect((await drawerNow(drawer)).expected).toBe(128_600);

    await theSweetIsGivenBack(first);
    const atTheEnd = await eventually('the cash has left the drawer', async () => {
      const seen = await drawerNow(drawer);
      return seen.expected === 120_200 && seen;
    });
    expect(atTheEnd.movements.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      'FLOAT 100000',
      'SALE 33600',
      'PAY_OUT 5000',
      'REFUND 8400',
    ]);

    const closed = (await cashier.post(`/drawers/${drawer.id}/close`, { counted: 120_100 })).data(drawerView);
    expect(closed).toMatchObject({ status: 'CLOSED', expected: 120_200, counted: 120_100, difference: -100 });
    await eventually('the managers are told', () =>
      managers.events.some(
        ({ type, data }) =>
          type === 'drawer.closed.v1' && data['drawerId'] === drawer.id && data['difference'] === -100,
      ),
    );
    expect(changes(before, numbersOf(await stats()))).toEqual({
      ...{ captured: 100_800, refunded: 8_400, overShort: -100, closed: 1 },
      ...{ CASH: 25_200, CARD_TERMINAL: 33_600, UPI_STATIC: 33_600 },
    });
    await everythingAgrees(
      manager,
      [first, byCard, byUpi].map(({ billId }) => billId),
    );
  });

  it('is refused without an open drawer, and with too little in the hand; the order goes on waiting', async () => {
    const order = await sale();
    const wish = { orderId: order.id, tendered: 33_600 };
    const noDrawer = await take('/payments/confirm-cash', wish);
    expect([noDrawer.status, noDrawer.code]).toEqual([409, 'DRAWER_NOT_OPEN']);
    const recorded = await take('/payments/record', { orderId: order.id, method: 'CASH' });
    expect([recorded.status, recorded.code]).toEqual([409, 'DRAWER_NOT_OPEN']);
    const drawer = (await cashier.post('/drawers', { outletId, openingFloat: 0 })).data(drawerView);
    const tooLittle = await take('/payments/confirm-cash', { ...wish, tendered: 33_500 });
    expect([tooLittle.status, tooLittle.code]).toEqual([422, 'TENDERED_TOO_LITTLE']);
    expect((await cashier.get(`/orders/${order.id}`)).data(orderView)).toMatchObject({
      status: 'AWAITING_PAYMENT',
      paymentStatus: 'UNPAID',
    });
    expect((await drawerNow(drawer)).expected).toBe(0);
    await cashier.call('PATCH', `/orders/${order.id}/cancel`, {});
    await everythingAgrees(manager, [order.billId]);
  });

  const sale = (): Promise<OrderView> =>
    counterSale(restaurant, cashier, {
      outletId,
      // 2 x 120.00 + 80.00 = 320.00, GST 5 %: 16.00
      lines: [
        { itemId: idOf('Masala dosa'), quantity: 2 },
        { itemId: idOf('Gulab jamun'), quantity: 1 },
      ],
    });
  const take = (path: string, wish: Record<string, unknown>) => answerOnceReady(cashier, path, wish);
  const drawerNow = async ({ id }: DrawerView): Promise<DrawerWithMovementsView> =>
    (await cashier.get(`/drawers/${id}`)).data(drawerWithMovementsView);
  const stats = async (): Promise<DailyStatsView> =>
    (await manager.get(`/payments/stats/daily?outlet=${outletId}`)).data(dailyStatsView);

  async function stationsOf({ id }: OrderView): Promise<string[]> {
    const tickets = (await manager.get('/kitchen/tickets?limit=100')).data(ticketView.array());
    return tickets
      .filter(({ orderId }) => orderId === id)
      .map(({ station }) => station)
      .sort();
  }

  function settled(billId: string): Promise<BillView> {
    return eventually('the bill is settled', async () => {
      const bill = (await cashier.get(`/bills/${billId}`)).data(billView);
      return bill.status === 'SETTLED' && bill;
    });
  }

  async function theSweetIsGivenBack({ id: orderId, billId, lines }: OrderView): Promise<void> {
    const sweet = lines.find(({ itemId }) => itemId === idOf('Gulab jamun'));
    const asked = { lines: [{ orderId, lineId: sweet?.lineId }], reason: 'a hair in it' };
    const notTheirs = await cashier.post(`/bills/${billId}/refunds`, asked);
    expect([notTheirs.status, notTheirs.code]).toEqual([403, 'PERMISSION_DENIED']);
    const refund = (await manager.post(`/bills/${billId}/refunds`, asked)).data(billRefundView);
    expect(refund).toMatchObject({ amount: 8_400, lines: [{ lineId: sweet?.lineId, amount: 8_400 }] });
    expect(refund.creditNoteNumber).toMatch(/^KOR\/C\d\d\/[1-9]\d*$/);
    expect(refund.tenders.map(({ tender, amount }) => [tender, amount])).toEqual([['CASH', 8_400]]);
    const after = (await manager.get(`/bills/${billId}`)).data(billView);
    expect(after).toMatchObject({ total: 33_600, credited: 8_400, due: 0 });
  }
});

/** The running number of an invoice within its series. */
const serialOf = ({ invoiceNumber }: BillView) => Number(invoiceNumber?.split('/').at(-1));

function numbersOf({ captured, refunded, tenders, drawers }: DailyStatsView): Record<string, number> {
  const { overShort, closed } = drawers;
  const perTender = tenders.map(({ tender, net }) => [tender, net] as const);
  return { captured, refunded, overShort, closed, ...Object.fromEntries(perTender) };
}
