import {
  billRefundView,
  billView,
  dailyMetricsAnswer,
  dailyStatsView,
  drawerView,
  orderView,
  outletDayView,
  paymentView,
  tableView,
  type BillView,
  type OrderView,
} from '@chowk/contracts';
import { randomUUID } from 'node:crypto';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counterSale, answerOnceReady, withoutDrawer } from './counter.js';
import { KitchenScreen } from './kitchen-screen.js';
import { backToNow, moveOnToTheNextDay } from './moved-clock.js';
import { crewOf, type Crew } from './outlet-evening.js';
import { Phone } from './phone.js';
import { outletOf } from './refusals-dinner.js';
import { Restaurant, type Person } from './restaurant.js';
import { cookAll } from './tickets-of.js';

describe('The day of an outlet', () => {
  const restaurant = new Restaurant();
  let crew: Crew;
  let managers: KitchenScreen;
  let today: string;
  let itemId: string;
  // The real day stays open for all other tests
  beforeAll(async () => {
    ({ businessDate: today } = await moveOnToTheNextDay());
    crew = await crewOf(restaurant, 'KOR');
    managers = await KitchenScreen.open(crew.manager, '/managers');
    itemId = (await restaurant.menu())('Filter coffee');
    await withoutDrawer(crew.cashier, crew.outletId);
  });
  afterAll(async () => {
    managers.close();
    await backToNow();
  });

  const lines = () => [{ itemId, quantity: 2 }];
  const close = (who = crew.manager) => who.post(`/outlets/${crew.outletId}/day-close`, {});
  const look = async () => (await crew.manager.get(`/outlets/${crew.outletId}/day-close`)).data(outletDayView);

  it('closes over settled bills, finished orders and counted drawers alone; then nothing is sold on it', async () => {
    const { outletId, manager, cashier, cook } = crew;
    const drawer = (await cashier.post('/drawers', { outletId, openingFloat: 100_000 })).data(drawerView);
    const label = `D${randomUUID().slice(-6)}`;
    const table = (await manager.post('/tables', { outletId, label })).data(tableView);
    const phone = await Phone.scan(table);
    const seated = { fulfilment: 'DINE_IN', tableSessionId: phone.sessionId, lines: lines() };
    const placed = (await phone.post('/orders', seated)).data(orderView);
    const dinner = await restaurant.reached(phone, placed.id, 'CONFIRMED');
    const counter = await counterSale(restaurant, cashier, { outletId, lines: lines() });
    expect([dinner.businessDate, counter.businessDate]).toEqual([today, today]);

    await refusedFor([dinner, counter], [dinner, counter], drawer.id);
    expect(await look()).toMatchObject({ status: 'OPEN', businessDate: today, bills: 0, total: 0, closedAt: null });

    await paidAtTheCounter(counter);
    await served(cook, counter);
    const slip = { billId: dinner.billId, method: 'CARD_TERMINAL', reference: 'slip 12', tip: 1_000 };
    expect((await crew.waiter.post(`/bills/${dinner.billId}/present`, {})).status).toBe(200);
    (await answerOnceReady(cashier, '/payments/record', slip)).data(paymentView);
    await settled(dinner.billId);
    await refusedFor([], [dinner], drawer.id);
    await served(cook, dinner);
    await refusedFor([], [], drawer.id);
    expect((await crew.waiter.post(`/sessions/${phone.sessionId}/close`, {})).status).toBe(200);
    expect((await manager.delete(`/tables/${table.id}`)).status).toBe(204);
    await aCoffeeIsGivenBack(counter);
    await withoutDrawer(cashier, outletId);

    const bills = [await settled(dinner.billId), await settled(counter.billId)];
    const closing = await eventually('order has heard of the counted drawer', async () => {
      const reply = await close();
      return reply.status === 201 && reply;
    });
    const day = closing.data(outletDayView);
    expect(day).toMatchObject({
      ...{ status: 'CLOSED', businessDate: today, bills: 2, total: sum(bills, 'total'), paid: sum(bills, 'paid') },
      ...{ tips: 1_000, credited: sum(bills, 'credited'), open: { bills: [], orders: [], drawers: [] } },
    });
    expect(day.paid).toBe(day.total + day.tips - day.credited);
    await othersSayTheSame(day);
    await eventually('the managers are told', () =>
      managers.events.some(({ type, data }) => type === 'outlet-day.closed.v1' && data['businessDate'] === today),
    );

    const again = await close();
    expect([again.status, again.data(outletDayView)]).toEqual([200, day]);
    await nothingIsSold();
  });

  /** Closing names exactly these bills and orders, and the drawer, as long as it is not counted. */
  async function refusedFor(unpaid: readonly OrderView[], unfinished: readonly OrderView[], drawerId: string) {
    const refused = await close();
    expect([refused.status, refused.code]).toEqual([409, 'OUTLET_DAY_OPEN']);
    const bills = unpaid.map(({ billId }) => expect.objectContaining({ billId, due: 10_500 }) as unknown);
    const orders = unfinished.map(({ id }) => expect.objectContaining({ orderId: id }) as unknown);
    const drawers = [expect.objectContaining({ drawerId }) as unknown];
    expect(refused.at('error.details')).toEqual([...bills, ...orders, ...drawers]);
    const { open } = await look();
    expect(open).toEqual({ bills, orders, drawers });
  }

  async function paidAtTheCounter({ id, billId }: OrderView): Promise<void> {
    const cash = await answerOnceReady(crew.cashier, '/payments/confirm-cash', { billId, tendered: 50_000 });
    cash.data(paymentView);
    await restaurant.reached(crew.cashier, id, 'CONFIRMED');
    await settled(billId);
  }

  async function served(cook: Person, { id }: OrderView): Promise<void> {
    await cookAll(cook, id);
    await restaurant.reached(crew.manager, id, 'READY');
    (await crew.manager.patch(`/orders/${id}/status`, { status: 'COMPLETED' })).data(orderView);
  }

  function settled(billId: string): Promise<BillView> {
    return eventually('the bill is settled', async () => {
      const bill = (await crew.manager.get(`/bills/${billId}`)).data(billView);
      return bill.status === 'SETTLED' && bill;
    });
  }

  /** Half of it, in cash. */
  async function aCoffeeIsGivenBack({ billId }: OrderView): Promise<void> {
    const asked = await crew.manager.post(`/bills/${billId}/refunds`, { amount: 5_000, reason: 'cold' });
    asked.data(billRefundView);
    await eventually('the cash has left the drawer', async () => {
      const bill = (await crew.manager.get(`/bills/${billId}`)).data(billView);
      return bill.refunded === 5_000;
    });
  }

  const sum = (bills: readonly BillView[], field: 'total' | 'paid' | 'credited') =>
    bills.reduce((all, bill) => all + bill[field], 0);

  /** Payment and analytics have counted the same day by themselves. */
  async function othersSayTheSame(day: { bills: number; total: number; paid: number; tips: number; credited: number }) {
    const query = `date=${today}&outlet=${crew.outletId}`;
    await eventually('payment agrees', async () => {
      const stats = (await crew.manager.get(`/payments/stats/daily?${query}`)).data(dailyStatsView);
      expect(stats).toMatchObject({ net: day.paid, tips: day.tips, refunded: day.credited });
      expect(stats.tenders.map(({ tender }) => tender).sort()).toEqual(['CARD_TERMINAL', 'CASH']);
      expect(stats.drawers).toEqual({ open: 0, closed: 1, overShort: 0 });
      return true;
    });
    await eventually('analytics agrees', async () => {
      const { total } = (await crew.manager.get(`/analytics/daily-metrics?${query}`)).data(dailyMetricsAnswer);
      expect(total.bills).toEqual({ settled: day.bills, amount: day.total });
      expect(total.refunds).toEqual({ count: 1, amount: day.credited });
      expect(total.payments).toMatchObject({ amount: day.paid + day.credited, tips: day.tips, refunded: day.credited });
      return true;
    });
  }

  /** Neither over the counter nor at a table; the other outlet goes on. */
  async function nothingIsSold(): Promise<void> {
    const { outletId, cashier } = crew;
    const takeaway = { fulfilment: 'TAKEAWAY', lines: lines() };
    const late = await cashier.post('/orders', { ...takeaway, outletId });
    expect([late.status, late.code]).toEqual([409, 'OUTLET_DAY_CLOSED']);
    const customer = await restaurant.customer();
    const byPhone = await customer.post('/orders', { ...takeaway, outletId });
    expect([byPhone.status, byPhone.code]).toEqual([409, 'OUTLET_DAY_CLOSED']);
    const elsewhere = { ...takeaway, outletId: await outletOf(restaurant, 'IND') };
    const { id } = (await customer.post('/orders', elsewhere)).data(orderView);
    expect((await customer.patch(`/orders/${id}/cancel`, { reason: 'Only a trial' })).status).toBe(200);
  }
});
