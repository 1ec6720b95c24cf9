import {
  billView,
  dailyMetricsAnswer,
  drawerView,
  invoiceView,
  orderView,
  paymentView,
  type BillView,
  type Metrics,
  type OrderView,
  type TableView,
} from '@chowk/contracts';
import { describedFetch, eventually, runningSystem } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changes, movementsOf, stockOf } from './books.js';
import { KitchenScreen, type ScreenEvent } from './kitchen-screen.js';
import { Phone } from './phone.js';
import { checkout, Restaurant, type Person } from './restaurant.js';
import { Tablet } from './tablet.js';

const { gatewayUrl } = runningSystem();

describe('An evening at table 5', () => {
  const restaurant = new Restaurant();
  let manager: Person;
  let cook: Person;
  let cashier: Person;
  let screen: KitchenScreen;
  let table: TableView;
  let idOf: (name: string) => string;
  beforeAll(async () => {
    [manager, cook, cashier] = await Promise.all([
      restaurant.staff('manager'),
      restaurant.staff('kitchen'),
      restaurant.staff('cashier'),
    ]);
    screen = await KitchenScreen.open(cook);
    table = await restaurant.table('T5', manager);
    idOf = await restaurant.menu();
  });
  afterAll(() => screen.close());

  it('ends with bill, drawer, ledger, invoice, stock and metrics that agree to the paisa and the gram', async () => {
    const stockBefore = await stockOf(table.outletId);
    const metricsBefore = await metrics();
    const drawer = (await cashier.post('/drawers', { outletId: table.outletId, openingFloat: 200_000 })).data(
      drawerView,
    );

    const asha = await Phone.scan(table);
    const bela = await Phone.scan(table);
    expect(bela.sessionId).toBe(asha.sessionId);
    const first = await order(asha, { 'Masala dosa': 2, 'Idli vada': 1 });
    const second = await order(bela, { 'Dal makhani': 1, 'Butter naan': 3 });
    const tablet = await Tablet.pair(manager, table.outletId);
    const waiter = await tablet.actAs('Imran Khan');
    const third = await order(waiter, { 'Paneer butter masala': 1, 'Gulab jamun': 2 }, asha.sessionId);
    expect([first.channel, second.channel, third.channel]).toEqual(['QR', 'QR', 'WAITER']);
    const seen = (await asha.get('/orders')).data(orderView.array()).map(({ id }) => id);
    expect(seen.sort()).toEqual([first.id, second.id, third.id].sort());

    await theKitchenBurnsThePaneer(third);
    for (const { id } of [first, second]) await cooked(await screen.ticketsOf(id, 2));
    for (const { id } of [first, second, third]) await served(id);

    expect((await bela.post(`/sessions/${bela.sessionId}/requests`, { kind: 'BILL' })).status).toBe(201);
    expect((await waiter.post(`/bills/${first.billId}/present`, {})).status).toBe(200);
    const bill = await theBillIsSeenByAll(first.billId, [asha, bela, waiter, manager]);
    // 2 x 120.00 + 90.00 + 220.00 + 3 x 60.00 less 10 % + 2 x 80.00 = 872.00, GST 5 %: 43.60, rounded: 916.00
    expect(bill).toMatchObject({
      subtotal: 89_000,
      discount: 1_800,
      tax: 4_360,
      roundOff: 40,
      total: 91_600,
      due: 91_600,
    });

    const cash = await itIsSplitAndPaid(asha, bela, bill);
    const settled = await settledBill(bill.id);
    expect(settled).toMatchObject({ total: 91_600, paid: 93_600, tips: 2_000, due: 0, credited: 0 });
    await theInvoiceSaysTheSame(asha, settled);

    expect((await waiter.post(`/sessions/${asha.sessionId}/close`, {})).at('data.status')).toBe('CLOSED');
    await eventually('the guests are gone', async () => (await asha.get(`/bills/${bill.id}`)).status === 401);
    expect((await restaurant.anybody.get(`/tables/${table.code}`)).at('data.open')).toBe(false);

    const counted = (await cashier.post(`/drawers/${drawer.id}/close`, { counted: 245_800 })).data(drawerView);
    expect(counted).toMatchObject({ expected: 245_800, counted: 245_800, difference: 0 });
    expect(cash).toMatchObject({ amount: 45_800, tendered: 50_000, change: 4_200, drawerId: drawer.id });
    expect((await manager.get('/ledger/trial-balance')).at('data.difference')).toBe(0);
    expect(changes(stockBefore, await stockOf(table.outletId))).toEqual({
      'dosa-batter': -300,
      potato: -240,
      paneer: -200,
      'gulab-jamun': -4,
    });
    expect(await movementsOf(third.id)).toEqual([
      'gulab-jamun SALE -4 -4800',
      'paneer RETURN 200 8000',
      'paneer SALE -200 -8000',
      'paneer WASTE -200 -8000',
    ]);
    await theDayCounts(metricsBefore);
    await manager.delete(`/devices/${tablet.id}`);
  });

  async function order(who: Person, wanted: Readonly<Record<string, number>>, sessionId?: string): Promise<OrderView> {
    const tableSessionId = who instanceof Phone ? who.sessionId : sessionId;
    const lines = Object.entries(wanted).map(([name, quantity]) => ({ itemId: idOf(name), quantity }));
    const placed = await who.post('/orders', { fulfilment: 'DINE_IN', tableSessionId, lines });
    return restaurant.reached(who, placed.data(orderView).id, 'CONFIRMED');
  }

  async function cooked(tickets: readonly ScreenEvent[]): Promise<void> {
    for (const { data } of tickets)
      for (const status of ['STARTED', 'READY'])
        expect((await cook.patch(`/kitchen/tickets/${String(data['ticketId'])}`, { status })).status).toBe(200);
  }

  async function served(orderId: string): Promise<void> {
    await restaurant.reached(manager, orderId, 'READY');
    expect((await manager.patch(`/orders/${orderId}/status`, { status: 'COMPLETED' })).status).toBe(200);
  }

  async function theKitchenBurnsThePaneer({ id, lines }: OrderView): Promise<void> {
    await cooked(await screen.ticketsOf(id, 2));
    const paneer = lines.find(({ itemId }) => itemId === idOf('Paneer butter masala'));
    const voided = await cook.post(`/orders/${id}/lines/${String(paneer?.lineId)}/void`, { reason: 'burnt' });
    expect([voided.status, voided.at('data.total')]).toEqual([200, 16_800]);
    await eventually('the station is told to stop', () =>
      screen.events.some(({ type, data }) => type === 'ticket.voided.v1' && data['orderId'] === id),
    );
  }

  async function theBillIsSeenByAll(billId: string, readers: readonly Person[]): Promise<BillView> {
    const [mine, ...others] = await Promise.all(
      readers.map(async (who) => (await who.get(`/bills/${billId}`)).data(billView)),
    );
    if (!mine) throw new Error('nobody looked');
    for (const theirs of others) expect(theirs).toEqual(mine);
    return mine;
  }

  /** Asha pays her half and a tip by UPI, Bela hers in cash. */
  async function itIsSplitAndPaid(asha: Person, bela: Person, { id: billId }: BillView) {
    const split = await bela.post(`/bills/${billId}/split`, { by: 'EQUALLY', parts: 2 });
    const [hers, mine] = split.data(billView).shares;
    expect([hers?.amount, mine?.amount]).toEqual([45_800, 45_800]);
    const upi = { billId, shareId: hers?.shareId, tip: 2_000 };
    const begun = await eventually('payment knows the shares', async () => {
      const reply = await asha.post('/payments/create-razorpay-order', upi);
      return reply.status === 201 && reply;
    });
    const razorpayOrderId = String(begun.at('data.razorpayOrderId'));
    expect((await asha.post('/payments/verify-razorpay', await checkout(razorpayOrderId))).status).toBe(200);
    const cash = { billId, shareId: mine?.shareId, tendered: 50_000 };
    return (await cashier.post('/payments/confirm-cash', cash)).data(paymentView);
  }

  function settledBill(billId: string): Promise<BillView> {
    return eventually('the bill is settled', async () => {
      const bill = (await manager.get(`/bills/${billId}`)).data(billView);
      return bill.status === 'SETTLED' && bill;
    });
  }

  async function theInvoiceSaysTheSame(guest: Person, bill: BillView): Promise<void> {
    const invoice = (await guest.get(`/bills/${bill.id}/invoice`)).data(invoiceView);
    expect(invoice).toMatchObject({
      kind: 'INVOICE',
      number: bill.invoiceNumber,
      total: 91_600,
      roundOff: 40,
      tax: 4_360,
    });
    const cgst = invoice.taxes.filter(({ component }) => component === 'CGST').map(({ amount }) => amount);
    expect(cgst).toEqual([2_180]);
    const pdf = await describedFetch(`${gatewayUrl}/api/v1/bills/${bill.id}/invoice`, {
      headers: { authorization: `Bearer ${String(guest.token)}`, accept: 'application/pdf' },
    });
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString('latin1'),
    ).toBe('%PDF-');
  }

  async function metrics(): Promise<Record<string, number>> {
    const answer = (await manager.get(`/analytics/daily-metrics?outlet=${table.outletId}`)).data(dailyMetricsAnswer);
    return numbersOf(answer.total);
  }

  async function theDayCounts(before: Record<string, number>): Promise<void> {
    const expected = {
      ...{ sessions: 1, closed: 1, placed: 3, confirmed: 3, completed: 3 },
      // What the orders stand at, exact; the dish that was burnt would have cost 260.00 and its tax
      ...{ revenue: 91_560, discount: 1_800, tax: 4_360, voided: 27_300 },
      ...{ bills: 1, billed: 91_600, payments: 2, money: 93_600, tips: 2_000, RAZORPAY: 47_800, CASH: 45_800 },
    };
    await eventually('the day counts the evening', async () => {
      expect(changes(before, await metrics())).toEqual(expected);
      return true;
    });
  }
});

function numbersOf({ tableSessionsOpened, orders, payments, bills, ...day }: Metrics): Record<string, number> {
  return {
    ...{ sessions: tableSessionsOpened, closed: day.tableTurn.closed },
    ...{ placed: orders.placed, confirmed: orders.confirmed, completed: orders.completed },
    ...{ revenue: day.revenue, discount: day.discount, tax: day.tax, voided: day.voided.amount },
    ...{ bills: bills.settled, billed: bills.amount },
    ...{ payments: payments.captured, money: payments.amount, tips: payments.tips },
    ...Object.fromEntries(payments.byTender.map(({ tender, amount }) => [tender, amount])),
  };
}
