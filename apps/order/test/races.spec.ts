import { randomUUID } from 'node:crypto';
import { BillRefundDue, orderView, tableSessionView, tableView, type OrderView } from '@chowk/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indiranagar } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
beforeAll(async () => {
  running = await RunningOrder.start();
});
afterAll(() => running.close());

const refundDue = async (billId: string): Promise<number> =>
  (await running.facts(BillRefundDue, billId)).reduce((sum, { amount }) => sum + amount, 0);

describe('at the same moment', () => {
  it('paid and cancelled: the order is off, its money is asked back once, nobody waits in a circle', async () => {
    const token = await running.customer();
    const views: OrderView[] = [];
    for (let count = 0; count < 8; count++) views.push(await running.placed(token));
    await Promise.all(
      views.flatMap((view) => [
        running.pay({ billId: view.billId, orderIds: [view.id], amount: view.total }),
        running.http.patch(`/orders/${view.id}/cancel`, { token }),
      ]),
    );
    for (const view of views) {
      expect((await running.order(view.id)).status).toBe('CANCELLED');
      expect(await refundDue(view.billId)).toBe(view.total);
    }
  });

  it('cancelled by two people: it happens once', async () => {
    const token = await running.customer();
    const view = await running.confirmed(token);
    const manager = await running.staff('MANAGER');
    const replies = await Promise.all(
      [token, manager, token, manager].map((who) =>
        running.http.patch(`/orders/${view.id}/cancel`, { token: who, body: { reason: 'two minds' } }),
      ),
    );
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(replies.map((reply) => reply.at('data.version'))).size).toBe(1);
    expect(await refundDue(view.billId)).toBe(view.total);
  });

  it('one table orders, pays and cancels: its bills agree with its orders to the paisa', async () => {
    const manager = await running.staff('MANAGER');
    const made = await running.http.post('/tables', {
      token: manager,
      body: { outletId: indiranagar, label: 'Races' },
    });
    const { code } = made.data(tableView);
    const people = await Promise.all(Array.from({ length: 4 }, () => running.customer()));
    const seats = await Promise.all(people.map((token) => running.http.post(`/tables/${code}/sessions`, { token })));
    const tableSessionId = seats[0]?.data(tableSessionView).id;
    const round = { outletId: undefined, tableSessionId, fulfilment: 'DINE_IN' };
    const views = await Promise.all([...people, ...people].map((token) => running.placed(token, round)));
    expect(new Set(views.map(({ billId }) => billId)).size).toBe(1);
    const [first] = views;
    const billId = first?.billId ?? '';
    const outcomes = await Promise.all([
      ...views
        .slice(0, 3)
        .map((view, index) => running.http.patch(`/orders/${view.id}/cancel`, { token: people[index] ?? '' })),
      running.pay({ billId, orderIds: views.map(({ id }) => id), amount: 8 * 12_600, paymentId: randomUUID() }),
      ...people.map((token) => running.place(token, round)),
    ]);
    for (const outcome of outcomes)
      expect(typeof outcome === 'string' ? outcome : [200, 201].includes(outcome.status)).toSatisfy(
        (one: unknown) => one === 'done' || one === true,
      );
    const bills = await running.service.query<{ id: string; covered: string; exact: string }>(
      'select id, total - due as covered, total - round_off as exact from bill where table_session_id = $1',
      [tableSessionId],
    );
    for (const bill of bills) {
      const [sum] = await running.service.query<{ owed: string }>(
        `select coalesce(sum(total), 0) as owed from orders
         where bill_id = $1 and status not in ('CANCELLED', 'REJECTED', 'EXPIRED')`,
        [bill.id],
      );
      expect(bill.exact).toBe(sum?.owed);
    }
    const kept = bills.find(({ id }) => id === billId);
    expect(await refundDue(billId)).toBe(8 * 12_600 - Number(kept?.covered));
    const seen = (await running.http.get(`/orders/${first?.id}`, { token: people[0] ?? '' })).data(orderView);
    expect(seen.status).toBe('CANCELLED');
  });
});
