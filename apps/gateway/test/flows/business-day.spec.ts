import {
  billView,
  dailyMetricsAnswer,
  drawerView,
  drawerWithMovementsView,
  invoiceView,
  ledgerEntryView,
  orderView,
  paymentView,
  tableView,
  type Metrics,
  type OrderView,
} from '@chowk/contracts';
import { randomUUID } from 'node:crypto';
import { behind, eventually, runningSystem } from '@chowk/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { counterSale, answerOnceReady, withoutDrawer } from './counter.js';
import { backToNow, moveOnTo, moveOnToTheNextDay } from './moved-clock.js';
import { crewOf, type Crew } from './outlet-evening.js';
import { Phone } from './phone.js';
import { Restaurant, type Person } from './restaurant.js';
import { cookAll } from './tickets-of.js';

const system = runningSystem();

describe('A business day that ends at four in the morning', () => {
  const restaurant = new Restaurant();
  afterAll(backToNow);

  it('has an order of 01:40 in all its books; only the invoice says what the calendar says', async () => {
    const { businessDate: evening, date: tomorrow } = await moveOnTo('01:40');
    expect(evening < tomorrow).toBe(true);
    const crew = await crewOf(restaurant, 'IND');
    const before = [await counted(crew.manager, evening), await counted(crew.manager, tomorrow)];

    const sale = await sell(crew);
    expect(await daysIn(crew, sale)).toEqual(all(evening));
    expect(await seatedAt(crew)).toBe(evening);
    const { date, time, businessDate } = (await crew.cashier.get(`/orders/${sale.order.id}/invoice`)).data(invoiceView);
    expect([date, time.slice(0, 3), businessDate]).toEqual([tomorrow, '01:', evening]);

    expect(await ordersOf(crew.manager, evening)).toContain(sale.order.id);
    expect(await ordersOf(crew.manager, tomorrow)).not.toContain(sale.order.id);
    await eventually('the evening counts it', async () => {
      const after = [await counted(crew.manager, evening), await counted(crew.manager, tomorrow)];
      expect(after).toEqual([oneMore(before[0], sale.amount), before[1]]);
      return true;
    });
  });

  it('is over after four: the next order is of the new day', async () => {
    const { businessDate: today, date } = await moveOnToTheNextDay();
    expect(today).toBe(date);
    const crew = await crewOf(restaurant, 'IND');
    const before = await counted(crew.manager, today);
    const sale = await sell(crew);
    expect(await daysIn(crew, sale)).toEqual(all(today));
    expect((await crew.cashier.get(`/orders/${sale.order.id}/invoice`)).data(invoiceView).date).toBe(today);
    await eventually('the new day counts it', async () => {
      expect(await counted(crew.manager, today)).toEqual(oneMore(before, sale.amount));
      return true;
    });
  });

  interface Sale {
    readonly order: OrderView;
    readonly paymentId: string;
    readonly drawerId: string;
    readonly amount: number;
    readonly ticketDays: readonly string[];
  }

  /** A dosa over the counter, paid in cash into a drawer of that shift, made and handed over. */
  async function sell({ outletId, cashier, cook, manager }: Crew): Promise<Sale> {
    await withoutDrawer(cashier, outletId);
    const { id: drawerId } = (await cashier.post('/drawers', { outletId, openingFloat: 50_000 })).data(drawerView);
    const itemId = (await restaurant.menu())('Masala dosa');
    const { id, billId } = await counterSale(restaurant, cashier, { outletId, lines: [{ itemId, quantity: 1 }] });
    const cash = await answerOnceReady(cashier, '/payments/confirm-cash', { billId, tendered: 50_000 });
    const { id: paymentId, amount } = cash.data(paymentView);
    await restaurant.reached(cashier, id, 'CONFIRMED');
    const tickets = await cookAll(cook, id);
    await restaurant.reached(manager, id, 'READY');
    const order = (await manager.patch(`/orders/${id}/status`, { status: 'COMPLETED' })).data(orderView);
    await withoutDrawer(cashier, outletId);
    return { order, paymentId, drawerId, amount, ticketDays: daysOf(tickets) };
  }

  const all = (day: string) => ({
    ...{ order: day, bill: day, payment: day, drawer: day, cash: [day], ledger: [day] },
    ...{ ticket: [day], movement: [day] },
  });

  /** The business dates that were stamped on what a sale left behind. */
  async function daysIn({ cashier, manager }: Crew, { order, paymentId, drawerId, ticketDays }: Sale) {
    const settled = await eventually('the bill is settled', async () => {
      const bill = (await cashier.get(`/bills/${order.billId}`)).data(billView);
      return bill.status === 'SETTLED' && bill;
    });
    const drawer = (await cashier.get(`/drawers/${drawerId}`)).data(drawerWithMovementsView);
    const entries = (await manager.get(`/ledger/entries?payment=${paymentId}`)).data(ledgerEntryView.array());
    const movements = await behind<{ businessDate: string }>(
      system,
      'inventory',
      'select business_date::text as "businessDate" from movement where order_id = $1',
      [order.id],
    );
    return {
      ...{ order: order.businessDate, bill: settled.businessDate, drawer: drawer.businessDate },
      payment: (await cashier.get(`/payments/${paymentId}`)).data(paymentView).businessDate,
      cash: daysOf(drawer.movements),
      ledger: daysOf(entries),
      ticket: ticketDays,
      movement: daysOf(movements),
    };
  }

  const daysOf = (stamped: readonly { readonly businessDate: string }[]) => [
    ...new Set(stamped.map(({ businessDate }) => businessDate)),
  ];

  /** The business date of people who sit down now, and leave again. */
  async function seatedAt({ outletId, manager }: Crew): Promise<string> {
    const label = `B${randomUUID().slice(-6)}`;
    const table = (await manager.post('/tables', { outletId, label })).data(tableView);
    const phone = await Phone.scan(table);
    expect((await manager.post(`/sessions/${phone.sessionId}/close`, {})).status).toBe(200);
    expect((await manager.delete(`/tables/${table.id}`)).status).toBe(204);
    return phone.seat.businessDate;
  }

  async function ordersOf(manager: Person, date: string): Promise<string[]> {
    const orders = (await manager.get(`/orders?date=${date}&limit=100`)).data(orderView.array());
    return orders.map(({ id }) => id);
  }

  async function counted(manager: Person, date: string) {
    const { total } = (await manager.get(`/analytics/daily-metrics?date=${date}`)).data(dailyMetricsAnswer);
    return numbersOf(total);
  }

  const numbersOf = ({ orders, bills, payments }: Metrics) => ({
    ...{ confirmed: orders.confirmed, completed: orders.completed, settled: bills.settled, billed: bills.amount },
    cash: payments.byTender.find(({ tender }) => tender === 'CASH')?.amount ?? 0,
  });

  const oneMore = (before: ReturnType<typeof numbersOf> | undefined, amount: number) =>
    before && {
      ...{ confirmed: before.confirmed + 1, completed: before.completed + 1, settled: before.settled + 1 },
      ...{ billed: before.billed + amount, cash: before.cash + amount },
    };
});
