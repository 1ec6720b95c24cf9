import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { kitchenPage, type Ticket } from '../samples/kitchen-page.js';
import { tablePage, type TableBoard } from '../samples/table-page.js';
import { wholeOrder } from '../samples/whole-order.js';
import type { Chowk, Feed } from '../src/index.js';
import { FakeGateway } from './fake-gateway.js';
import { FakeRooms } from './fake-rooms.js';
import { FakeSignIns } from './fake-sign-ins.js';
import { chowkAt } from './quickly.js';

interface Row {
  id: string;
  version: number;
  status: string;
  [field: string]: unknown;
}

let gateway: FakeGateway;
let signIns: FakeSignIns;
let rooms: FakeRooms;
let chowk: Chowk;
let feed: Feed | undefined;
/** What the services know: what a list is read from. */
let rows: Map<string, Row>;

beforeEach(async () => {
  gateway = await FakeGateway.open();
  signIns = new FakeSignIns(gateway);
  rooms = new FakeRooms(gateway, signIns, { '/kitchen': ['kitchen:o'], '/orders': ['table-session:s'] });
  chowk = chowkAt(gateway.url, { patience: { firstPauseMs: 20, longestPauseMs: 50 } });
  rows = new Map();
});
afterEach(async () => {
  feed?.close();
  feed = undefined;
  await rooms.close();
  await gateway.close();
});

const list = (isIn: (row: Row) => boolean) => ({
  data: [...rows.values()].filter(isIn),
  meta: { limit: 100, nextCursor: null },
});
const away = () => expect.poll(() => feed?.state).toBe('away');
function live() {
  rooms.mend();
  return expect.poll(() => feed?.state).toBe('live');
}

describe('The whole order', () => {
  const order = { id: 'order', orderNumber: 'ID-260126-0042', status: 'AWAITING_PAYMENT' };
  beforeEach(() => {
    const isPaid = () => rows.has('paid');
    gateway
      .on('GET /_control/inbox', () => ({ text: JSON.stringify({ messages: [{ body: 'Your code is 123456.' }] }) }))
      .on('POST /_control/pay', () => ({ text: JSON.stringify({ razorpay_order_id: 'r' }) }))
      .on('GET /outlets', () => ({ data: [{ id: 'o', code: 'IND' }] }))
      .on('GET /menu', () => ({ data: { categories: [{ items: [{ id: 'dal', name: 'Dal makhani' }] }] } }))
      .on('POST /orders/quote', () => ({ data: { total: 26_250 } }))
      .on(
        'POST /orders',
        signIns.signedIn(({ body }) => ({ status: 201, data: { ...order, body } })),
      )
      .on(
        'POST /payments/create-razorpay-order',
        signIns.signedIn(() => ({ data: { razorpayOrderId: 'r' } })),
      )
      .on('POST /payments/verify-razorpay', () => {
        rows.set('paid', { id: 'paid', version: 1, status: 'CAPTURED' });
        rooms.tell({ type: 'order.confirmed.v1', aggregateId: 'order', version: 3, data: {} }, ['table-session:s']);
        return { data: {} };
      })
      .on('GET /orders/order', () => ({ data: { ...order, status: isPaid() ? 'CONFIRMED' : order.status } }));
  });
  const told = { orderNumber: order.orderNumber, status: 'CONFIRMED' };
  const everything = () => ({ gateway: gateway.url, sms: gateway.url, razorpay: gateway.url });

  it('is placed, paid and followed', async () => {
    expect(await wholeOrder(everything())).toEqual(told);
    expect(gateway.callsOf('POST /orders')[0]?.body).toEqual({
      outletId: 'o',
      fulfilment: 'TAKEAWAY',
      lines: [{ itemId: 'dal', quantity: 1 }],
      expectedTotal: 26_250,
    });
  });

  it('is one order and one payment when each line drops once', async () => {
    gateway.fail('POST /orders', 'cut-after');
    gateway.fail('POST /payments/create-razorpay-order', 'cut-after', {
      status: 503,
      error: { code: 'NOT_YET_AVAILABLE' },
      headers: { 'retry-after': '0' },
    });
    gateway.fail('POST /payments/verify-razorpay', 'cut-before');
    expect(await wholeOrder(everything())).toEqual(told);
    for (const call of ['POST /orders', 'POST /payments/create-razorpay-order', 'POST /payments/verify-razorpay'])
      expect(new Set(gateway.callsOf(call).map(({ headers }) => headers['idempotency-key'])).size, call).toBe(1);
  });
});

describe('The kitchen page', () => {
  const shown = vi.fn<(tickets: readonly Ticket[]) => void>();
  const board = () => shown.mock.lastCall?.[0].map(({ id, status, version }) => `${id} ${status} ${version}`);
  const cooked = { token: 7, tableLabel: 'T5', lines: [{ name: 'Dal makhani', quantity: 1 }] };

  /** The kitchen knows, and tells it. */
  function ticket(id: string, status: string, says = status.toLowerCase()): void {
    const row = { ...cooked, id, status, version: (rows.get(id)?.version ?? 0) + 1 };
    rows.set(id, row);
    const data = { ...cooked, ticketId: id, status };
    rooms.tell({ type: `ticket.${says}.v1`, aggregateId: id, version: row.version, data }, ['kitchen:o']);
  }

  beforeEach(async () => {
    shown.mockClear();
    gateway.on(
      'GET /kitchen/tickets',
      signIns.signedIn(() => list(({ status }) => status !== 'COLLECTED')),
    );
    await chowk.signInStaff({ login: 'kitchen@intellidine.example', password: 'a long one' });
    ticket('a', 'QUEUED');
    ticket('b', 'QUEUED');
    feed = kitchenPage(chowk, shown);
    await expect.poll(board).toEqual(['a QUEUED 1', 'b QUEUED 1']);
    ticket('a', 'STARTED');
    await expect.poll(board).toEqual(['a STARTED 2', 'b QUEUED 1']);
  });

  /** All that happened while the tablet slept. */
  function aBusyHour(): void {
    for (const status of ['READY', 'COLLECTED']) ticket('a', status);
    ticket('b', 'STARTED');
    ticket('c', 'QUEUED');
    ticket('c', 'VOIDED');
    ticket('d', 'QUEUED');
    ticket('d', 'QUEUED', 'changed');
  }

  it('shows the right board after a sleep: what it missed is told', async () => {
    rooms.cut();
    await away();
    aBusyHour();
    await live();
    await expect.poll(board).toEqual(['b STARTED 2', 'd QUEUED 2']);
    expect(gateway.count('GET /kitchen/tickets')).toBe(1);
  });

  it('shows the right board after a night: its list is read anew', async () => {
    rooms.cut();
    await away();
    aBusyHour();
    rooms.forget();
    signIns.expireAll();
    await live();
    await expect.poll(board).toEqual(['b STARTED 2', 'd QUEUED 2']);
    expect(gateway.count('GET /kitchen/tickets')).toBeGreaterThan(1);
    ticket('b', 'READY');
    await expect.poll(board).toEqual(['b READY 3', 'd QUEUED 2']);
  });

  it('shows one station alone', async () => {
    feed?.close();
    feed = kitchenPage(chowk, shown, 'tandoor');
    await expect.poll(() => rooms.handshakes.at(-1)).toMatchObject({ station: 'tandoor' });
    await expect
      .poll(() => gateway.callsOf('GET /kitchen/tickets').at(-1)?.path)
      .toBe('/kitchen/tickets?limit=100&station=tandoor');
  });

  it('does not go back when its list was newer than what is told', async () => {
    feed?.close();
    gateway.on('GET /kitchen/tickets', () => {
      // It is started while the list is read
      ticket('b', 'STARTED');
      return list(() => true);
    });
    feed = kitchenPage(chowk, shown);
    await expect.poll(board).toEqual(['a STARTED 2', 'b STARTED 2']);
    ticket('b', 'READY');
    await expect.poll(board).toEqual(['a STARTED 2', 'b READY 3']);
  });
});

describe('The table page', () => {
  const shown = vi.fn<(board: TableBoard) => void>();
  const leave = vi.fn();
  const board = () => shown.mock.lastCall?.[0];
  let bill: Row | undefined;

  function order(id: string, status: string, says = 'status-changed'): void {
    const row = { id, orderNumber: `No ${id}`, status, total: 26_250, version: (rows.get(id)?.version ?? 0) + 1 };
    rows.set(id, row);
    const data = { orderId: id, orderNumber: row.orderNumber, status, total: row.total };
    rooms.tell({ type: `order.${says}.v1`, aggregateId: id, version: row.version, data }, ['table-session:s']);
  }

  function billIs(status: string, due: number, says: string): void {
    bill = { id: 'bill', status, due, version: (bill?.version ?? 0) + 1 };
    const data = says === 'settled' ? { billId: 'bill' } : { billId: 'bill', due, total: due };
    rooms.tell({ type: `bill.${says}.v1`, aggregateId: 'bill', version: bill.version, data }, ['table-session:s']);
  }

  beforeEach(async () => {
    shown.mockClear();
    leave.mockClear();
    bill = undefined;
    gateway
      .on('POST /tables/T5-CODE/sessions', () => {
        const guest = { guestId: 'g', deviceId: 'd', accessToken: signIns.guestToken(), expiresIn: 14_400 };
        return { status: 201, data: { id: 's', billId: 'bill', guest } };
      })
      .on(
        'GET /orders',
        signIns.signedIn(() => list(() => true)),
      )
      .on('GET /bills/bill', () => (bill ? { data: bill } : { status: 404, error: { code: 'NOT_FOUND' } }));
    feed = await tablePage(chowk, 'T5-CODE', shown, leave);
    await expect.poll(board).toEqual({ orders: [], due: null });
  });
  const orders = (...statuses: string[]) =>
    statuses.map((status, index) => ({ orderNumber: `No ${index + 1}`, status, total: 26_250 }));

  it('shows orders and bill as they come', async () => {
    order('1', 'PLACED', 'placed');
    order('1', 'CONFIRMED', 'confirmed');
    await expect.poll(() => board()?.orders).toMatchObject([{ orderNumber: 'No 1', status: 'CONFIRMED' }]);
    billIs('PRESENTED', 26_250, 'presented');
    await expect.poll(() => board()?.due).toBe(26_250);
    billIs('SETTLED', 0, 'settled');
    await expect.poll(() => board()?.due).toBe(0);
  });

  it.each([
    ['a sleep', () => undefined],
    ['longer than events are kept', () => rooms.forget()],
  ])('shows the right table after %s', async (_, forget) => {
    order('1', 'PLACED', 'placed');
    await expect.poll(() => board()?.orders.length).toBe(1);
    rooms.cut();
    await away();
    for (const status of ['CONFIRMED', 'PREPARING', 'READY']) order('1', status);
    order('2', 'PLACED', 'placed');
    billIs('PRESENTED', 52_500, 'presented');
    forget();
    await live();
    await expect
      .poll(() => board()?.orders.map(({ orderNumber, status, total }) => ({ orderNumber, status, total })))
      .toEqual(orders('READY', 'PLACED'));
    expect(board()?.due).toBe(52_500);
  });

  it('is left when the table is closed', async () => {
    rooms.tell({ type: 'table-session.closed.v1', aggregateId: 's', version: 9, data: {} }, ['table-session:s']);
    await expect.poll(() => leave.mock.calls.length).toBe(1);
    signIns.endAll();
    rooms.end(401, 'AUTH_SESSION_REVOKED');
    await expect.poll(() => leave.mock.calls.length).toBe(2);
  });
});
