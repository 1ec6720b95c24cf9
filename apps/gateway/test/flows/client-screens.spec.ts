import { createChowk, memoryStorage, type Chowk, type Feed } from '@chowk/client';
import { kitchenPage, type Ticket } from '@chowk/client/samples/kitchen-page';
import { tablePage, type TableBoard } from '@chowk/client/samples/table-page';
import type { TableView } from '@chowk/contracts';
import { eventually, runningSystem } from '@chowk/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientLine } from './client-line.js';
import { ownTable, withoutTable } from './own-table.js';
import { outletOf } from './refusals-dinner.js';
import { checkout, Restaurant, type Person } from './restaurant.js';
import { boardOf, cookAll } from './tickets-of.js';

const { gatewayUrl } = runningSystem();

describe('A sample page of the client library', () => {
  const restaurant = new Restaurant();
  let line: ClientLine;
  let manager: Person;
  let cook: Person;
  let table: TableView;
  let guest: Chowk;
  const feeds: Feed[] = [];

  beforeEach(async () => {
    line = await ClientLine.to(gatewayUrl);
    [manager, cook] = await Promise.all([restaurant.staff('manager'), restaurant.staff('kitchen')]);
    table = await ownTable(manager, await outletOf(restaurant, 'IND'));
    guest = deviceOnTheLine();
  });
  afterEach(async () => {
    for (const feed of feeds.splice(0)) feed.close();
    await line.close();
    await withoutTable(manager, table);
  });

  function deviceOnTheLine(): Chowk {
    return createChowk({
      baseUrl: line.url,
      tenant: 'intellidine',
      storage: memoryStorage(),
      patience: { longestPauseMs: 500 },
    });
  }

  /** Somebody at the table orders past the line that is cut. */
  async function orderAt(sessionId: string): Promise<string> {
    const itemId = (await restaurant.menu())('Dal makhani');
    const cart = { fulfilment: 'DINE_IN', tableSessionId: sessionId, lines: [{ itemId, quantity: 1 }] };
    const placed = await manager.post('/orders', cart);
    const id = String(placed.at('data.id'));
    await restaurant.reached(manager, id, 'CONFIRMED');
    return id;
  }

  it('of the kitchen shows the right board after a sleep', async () => {
    const shown = vi.fn<(tickets: readonly Ticket[]) => void>();
    const chowk = deviceOnTheLine();
    await chowk.signInStaff({ login: 'kitchen@intellidine.example', password: 'chowk-demo-2026' });
    const feed = kitchenPage(chowk, shown);
    feeds.push(feed);
    const board = () => shown.mock.lastCall?.[0].map(({ id, status }) => `${id} ${status}`).sort();
    const { id: sessionId } = await guest.sitDown(table.code);
    const before = await orderAt(sessionId);
    await eventually('the screen has the first order', async () =>
      (await boardOf(cook))
        .filter(({ orderId }) => orderId === before)
        .every(({ id }) => board()?.includes(`${id} QUEUED`)),
    );

    line.cut();
    await eventually('the screen knows that it is away', () => feed.state === 'away');
    await cookAll(cook, before);
    const missed = await orderAt(sessionId);
    line.mend();
    await eventually('the board is that of the kitchen', async () => {
      const truth = (await boardOf(cook)).map(({ id, status }) => `${id} ${status}`).sort();
      expect(board()).toEqual(truth);
      return true;
    });
    await cookAll(cook, missed);
    await eventually('the screen goes on', async () => {
      const truth = (await boardOf(cook)).map(({ id, status }) => `${id} ${status}`).sort();
      expect(board()).toEqual(truth);
      return true;
    });
  });

  it('of a table shows its orders and what is to be paid after a sleep, until it is', async () => {
    const shown = vi.fn<(board: TableBoard) => void>();
    const leave = vi.fn();
    const feed = await tablePage(guest, table.code, shown, leave);
    feeds.push(feed);
    const { id: sessionId } = await guest.sitDown(table.code);
    const orderId = await orderAt(sessionId);
    const statuses = () => shown.mock.lastCall?.[0].orders.map(({ status }) => status);
    await eventually('the page has the order', () => statuses()?.join() === 'CONFIRMED');

    line.cut();
    await eventually('the page knows that it is away', () => feed.state === 'away');
    await cookAll(cook, orderId);
    const order = await restaurant.reached(manager, orderId, 'READY');
    const served = await manager.patch(`/orders/${orderId}/status`, { status: 'COMPLETED' });
    expect(served.status).toBe(200);
    const bill = await manager.post(`/bills/${order.billId}/present`, {});
    expect(bill.status).toBe(200);
    line.mend();
    await eventually('the page shows the bill', () => shown.mock.lastCall?.[0].due === bill.at('data.due'));
    expect(statuses()).toEqual(['COMPLETED']);
    const body = { billId: order.billId };
    const { razorpayOrderId } = await guest.post('/payments/create-razorpay-order', { body });
    await guest.post('/payments/verify-razorpay', { body: await checkout(razorpayOrderId) });
    await eventually('the page shows that nothing is due', () => shown.mock.lastCall?.[0].due === 0);
    expect(leave).not.toHaveBeenCalled();
  });
});
