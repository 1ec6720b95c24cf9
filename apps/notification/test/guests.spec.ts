import {
  AuthSessionRevocation,
  BillPresented,
  PaymentCaptured,
  TableSessionClosed,
  TableSessionJoined,
  TableSessionRequested,
} from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningNotification } from './running-notification.js';
import { Refused, type TestScreen } from './test-screen.js';

describe('A guest of a table', () => {
  let running: RunningNotification;
  const open: TestScreen[] = [];
  beforeAll(async () => {
    running = await RunningNotification.start();
  });
  afterAll(async () => {
    for (const screen of open) screen.close();
    await running.close();
  });

  /** As order makes it: the sign-in of a guest is the table session. */
  const guestToken = (tableSessionId: string, guestId = newId()) =>
    running.token(['GUEST'], {
      ...{ id: guestId, tableSessionId, sessionId: tableSessionId, outlets: [running.outletId] },
    });

  async function connect(token: string): Promise<TestScreen> {
    const screen = await running.connect('/orders', { token });
    open.push(screen);
    return screen;
  }

  const seating = (tableSessionId: string) => ({
    ...{ tableSessionId, tableId: newId(), tableLabel: 'T4', outletId: running.outletId, businessDate: '2026-11-20' },
  });
  const ended = (sessionId: string) => ({
    ...{ sessionId, personId: sessionId, until: new Date(Date.now() + 900_000).toISOString() },
  });

  it('sees what everybody at the table orders, wants and owes, and nothing of another table', async () => {
    const [tableSessionId, elsewhere] = [newId(), newId()];
    const room = `table-session:${tableSessionId}`;
    const [one, other] = [
      await connect(await guestToken(tableSessionId)),
      await connect(await guestToken(tableSessionId)),
    ];
    const stranger = await connect(await guestToken(elsewhere));
    expect(Object.keys(one.rooms)).toEqual([room]);
    const orderId = await running.placed({ tableSessionId, guestId: newId() });
    const want = { ...seating(tableSessionId), requestId: newId(), kind: 'BILL', note: null };
    await running.tell(TableSessionRequested, tableSessionId, want);
    const [billId, total] = [newId(), 10_000];
    const bill = { ...seating(tableSessionId), billId, orderIds: [orderId], total, due: total, prints: 1 };
    await running.tell(BillPresented, billId, bill);
    for (const screen of [one, other])
      for (const about of [orderId, tableSessionId, billId]) expect((await screen.told(about)).room).toBe(room);
    await running.placed({ tableSessionId: elsewhere });
    await eventually('the other table hears of its own order', () => stranger.frames.length === 1);
    expect(one.frames).toHaveLength(3);

    for (const asked of [`order:${orderId}`, room, `floor:${running.outletId}`])
      expect(await stranger.ask('subscribe', { room: asked })).toMatchObject({
        ...{ status: 404, error: { code: 'NOT_FOUND' } },
      });
    expect(await stranger.ask('resume', { rooms: { [room]: 0 } })).toMatchObject({ status: 404 });
    expect(await one.ask('subscribe', { room: `order:${orderId}` })).toMatchObject({ status: 200, data: { room } });
  });

  it('who becomes known as a customer is told as such of an order that is heard of last of all', async () => {
    const [tableSessionId, guestId, customerId] = [newId(), newId(), newId()];
    await running.tell(TableSessionJoined, tableSessionId, { ...seating(tableSessionId), guestId, customerId });
    await running.tell(TableSessionClosed, tableSessionId, seating(tableSessionId));
    await eventually('the table is free', async () => {
      const rows = await running.it.query('select 1 from left_session where table_session_id = $1', [tableSessionId]);
      return rows.length === 1;
    });
    const orderId = await running.placed({ tableSessionId, guestId });
    await eventually('the order is known', async () => {
      const rows = await running.it.query('select 1 from order_audience where order_id = $1', [orderId]);
      return rows.length === 1;
    });
    const customer = await connect(await running.token(['CUSTOMER'], { id: customerId }));
    expect(Object.keys(customer.rooms)).toEqual([`customer:${customerId}`]);
    expect(await customer.ask('subscribe', { room: `order:${orderId}` })).toMatchObject({ status: 200 });
  });

  it('who becomes known as a customer is told as such of what was ordered before, also when the table is free', async () => {
    const [tableSessionId, guestId, customerId] = [newId(), newId(), newId()];
    const customer = await connect(await running.token(['CUSTOMER'], { id: customerId }));
    const orderId = await running.placed({ tableSessionId, guestId });
    const others = await running.placed({ tableSessionId, guestId: newId() });
    await eventually('the orders are known', async () => {
      const rows = await running.it.query('select 1 from order_audience where table_session_id = $1', [tableSessionId]);
      return rows.length === 2;
    });
    await running.tell(TableSessionJoined, tableSessionId, { ...seating(tableSessionId), guestId, customerId });
    await eventually('the customer is at the table', () => `table-session:${tableSessionId}` in customer.rooms);
    await running.tell(TableSessionClosed, tableSessionId, seating(tableSessionId));
    await eventually('nobody sits there', async () => {
      const rows = await running.it.query('select 1 from left_session where table_session_id = $1', [tableSessionId]);
      return rows.length === 1;
    });
    const later = await connect(await running.token(['CUSTOMER'], { id: customerId }));
    expect(Object.keys(later.rooms)).toEqual([`customer:${customerId}`]);
    expect(await later.ask('subscribe', { room: `order:${orderId}` })).toMatchObject({ status: 200 });
    expect(await later.ask('subscribe', { room: `order:${others}` })).toMatchObject({ status: 404 });
    const money = { tender: 'CASH', amount: 1, currency: 'INR', providerOrderId: null, providerPaymentId: null };
    const paid = { ...seating(tableSessionId), ...money, paymentId: newId(), billId: newId(), orderIds: [orderId] };
    await running.tell(PaymentCaptured, paid.paymentId, { ...paid, capturedAt: new Date().toISOString() });
    expect((await later.told(paid.paymentId)).room).toBe(`customer:${customerId}`);
  });

  it('is sent away when the table is free, and is not let in again', async () => {
    const tableSessionId = newId();
    const token = await guestToken(tableSessionId);
    const guest = await connect(token);
    const bystander = await connect(await guestToken(newId()));
    await running.tell(AuthSessionRevocation, tableSessionId, ended(tableSessionId));
    await guest.closed();
    const refused = await connect(token).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ data: { status: 401, code: 'AUTH_SESSION_REVOKED' } });
    expect(bystander.closedBecause).toBeUndefined();
  });
});
