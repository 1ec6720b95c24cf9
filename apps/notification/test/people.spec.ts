import {
  BillSettled,
  OrderConfirmed,
  PaymentCaptured,
  PaymentQuarantined,
  StockOut,
  TableSessionClosed,
  TableSessionOpened,
  type SocketNamespace,
} from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually, orderHeadMother } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningNotification } from './running-notification.js';
import type { TestScreen } from './test-screen.js';

describe('People', () => {
  let running: RunningNotification;
  const screens: TestScreen[] = [];
  beforeAll(async () => {
    running = await RunningNotification.start();
  });
  afterAll(async () => {
    for (const screen of screens) screen.close();
    await running.close();
  });

  async function open(namespace: SocketNamespace, auth: object): Promise<TestScreen> {
    const screen = await running.connect(namespace, auth);
    screens.push(screen);
    return screen;
  }
  const payment = (orderId: string) => ({
    ...{
      paymentId: newId(),
      billId: newId(),
      orderIds: [orderId],
      outletId: running.outletId,
      businessDate: '2026-11-20',
    },
    ...{ tender: 'RAZORPAY', amount: 10_000, currency: 'INR', providerOrderId: 'o', providerPaymentId: 'p' },
  });

  it('who order see their own orders and the money for them, and nobody else’s', async () => {
    const [customerId, strangerId] = [newId(), newId()];
    const mine = await open('/orders', { token: await running.token(['CUSTOMER'], { id: customerId }) });
    const stranger = await open('/orders', { token: await running.token(['CUSTOMER'], { id: strangerId }) });
    const orderId = await running.placed({ customerId });
    await mine.told(orderId);
    const paid = payment(orderId);
    await running.tell(PaymentCaptured, paid.paymentId, { ...paid, capturedAt: new Date().toISOString() });
    expect(await mine.told(paid.paymentId)).toMatchObject({
      room: `customer:${customerId}`,
      seq: 2,
      type: 'payment.captured.v1',
    });
    const odd = { ...payment(orderId), expected: 1, received: 2, reason: 'AMOUNT' };
    await running.tell(PaymentQuarantined, odd.paymentId, odd);
    const settled = { billId: newId(), orderIds: [orderId], outletId: running.outletId, businessDate: '2026-11-20' };
    await running.tell(BillSettled, settled.billId, { ...settled, total: 10_000, paid: 10_000 });
    await mine.told(settled.billId);
    expect(mine.frames.map(({ type }) => type)).not.toContain('payment.quarantined.v1');
    expect(await mine.ask('subscribe', { room: `order:${orderId}` })).toMatchObject({
      ...{ status: 200, data: { room: `customer:${customerId}`, seq: 3 } },
    });
    expect(await stranger.ask('subscribe', { room: `order:${orderId}` })).toMatchObject({ status: 404 });
    expect(await stranger.ask('subscribe', { room: `customer:${customerId}` })).toMatchObject({ status: 404 });
    expect(stranger.frames).toEqual([]);
  });

  it('at one table see what all of them order, also those who sat down while connected', async () => {
    const [one, other, tableSessionId] = [newId(), newId(), newId()];
    const room = `table-session:${tableSessionId}`;
    const first = await open('/orders', { token: await running.token(['CUSTOMER'], { id: one }) });
    const second = await open('/orders', { token: await running.token(['CUSTOMER'], { id: other }) });
    const guest = await open('/orders', { token: await running.token(['GUEST'], { tableSessionId }) });
    await running.placed({ customerId: one, tableSessionId });
    await eventually('the first is in the room of the table', () => room in first.rooms);
    const ordered = await running.placed({ customerId: other, tableSessionId });
    await first.told(ordered, room);
    await guest.told(ordered, room);
    await eventually('the second, too', () => room in second.rooms);
    expect(Object.keys(guest.rooms)).toEqual([room]);
    const again = await open('/orders', { token: await running.token(['CUSTOMER'], { id: one }) });
    expect(Object.keys(again.rooms).sort()).toEqual([`customer:${one}`, room].sort());

    const seating = {
      tableSessionId,
      tableId: newId(),
      tableLabel: 'T4',
      outletId: running.outletId,
      businessDate: '2026-11-20',
    };
    await running.tell(TableSessionClosed, tableSessionId, seating);
    await first.told(tableSessionId);
    const after = await open('/orders', { token: await running.token(['CUSTOMER'], { id: one }) });
    expect(Object.keys(after.rooms)).toEqual([`customer:${one}`]);
  });

  it('who manage see orders, money and stock of their outlets; owners those of all, also of a new one', async () => {
    await running.outlet(running.outletId);
    await eventually(
      'the outlet is known',
      async () => (await running.it.query('select 1 from known_outlet')).length === 1,
    );
    const owner = await open('/managers', { token: await running.token(['OWNER']) });
    const elsewhere = await open('/managers', { token: await running.token(['MANAGER'], { outlets: [newId()] }) });
    const orderId = await running.placed({});
    await owner.told(orderId);
    const head = orderHeadMother({ orderId, outletId: running.outletId, status: 'CONFIRMED' });
    await running.tell(OrderConfirmed, orderId, { ...head, token: 1, lines: [], discount: 0, tax: 0 });
    const odd = { ...payment(orderId), expected: 1, received: 2, reason: 'AMOUNT' };
    await running.tell(PaymentQuarantined, odd.paymentId, odd);
    await owner.told(odd.paymentId);
    const stock = { stockItemId: newId(), outletId: running.outletId, name: 'Milk', unit: 'ml', onHand: 0, held: 0 };
    await running.tell(StockOut, stock.stockItemId, { ...stock, reorderLevel: 1, itemIds: [] });
    await owner.told(stock.stockItemId);
    expect(await owner.ask('subscribe', { room: `order:${orderId}` })).toMatchObject({ status: 200 });

    const added = newId();
    await running.outlet(added);
    await eventually('its room is joined', () => `managers:${added}` in owner.rooms);
    const seated = newId();
    const seating = {
      tableSessionId: seated,
      tableId: newId(),
      tableLabel: 'T1',
      outletId: added,
      businessDate: '2026-11-20',
    };
    await running.tell(TableSessionOpened, seated, seating);
    await owner.told(seated);
    await running.outlet(added, true, 2);
    await eventually('its room is left', async () => {
      const again = await open('/managers', { token: await running.token(['OWNER']) });
      return !(`managers:${added}` in again.rooms);
    });
    const alarms = owner.frames.map(({ type, alarm }) => [type, alarm] as const).filter(([, alarm]) => alarm);
    expect(alarms).toEqual([
      ['payment.quarantined.v1', 'PAYMENT_QUARANTINED'],
      ['stock.out.v1', 'STOCK_OUT'],
    ]);
    expect(elsewhere.frames).toEqual([]);
  });

  it('of another tenant see nothing, although an outlet or a customer had the same id', async () => {
    const tenant = await running.it.addTenant();
    const there = await open('/kitchen', { token: await running.cook({ tenantId: tenant.id }) });
    const here = await open('/kitchen', { token: await running.cook() });
    const ticketId = await running.ticket();
    await here.told(ticketId);
    const theirs = await running.ticket('tawa', running.outletId, tenant.id);
    await there.told(theirs);
    expect(there.frames).toHaveLength(1);
    expect(here.frames.map(({ aggregateId }) => aggregateId)).not.toContain(theirs);
  });

  it('with a tablet of some stations see the tickets of these', async () => {
    const token = await running.token(['DEVICE'], { outlets: [running.outletId], stations: ['tawa', 'steam'] });
    const tablet = await open('/kitchen', { token });
    const narrowed = await open('/kitchen', { token, station: 'steam', outlet: running.outletId });
    await running.ticket('curry');
    const tickets = [await running.ticket('tawa'), await running.ticket('steam')];
    for (const ticketId of tickets) await tablet.told(ticketId);
    expect(tablet.frames).toHaveLength(2);
    expect(Object.keys(narrowed.rooms)).toEqual([`kitchen:${running.outletId}:steam`]);
  });
});
