import { randomUUID } from 'node:crypto';
import {
  DiscountRedeemed,
  DiscountRefused,
  DiscountReleased,
  InventoryCommitted,
  InventoryReleased,
  MessageSent,
  PaymentCreated,
  PaymentFailed,
  PaymentQuarantined,
  timelineView,
} from '@chowk/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indiranagar, otherTenantId } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
beforeAll(async () => {
  running = await RunningOrder.start();
});
afterAll(() => running.close());

describe('the timeline of an order', () => {
  it('holds what every service said about it, causes before their effects', async () => {
    const view = await running.placed(await running.customer());
    const about = { orderId: view.id, outletId: indiranagar };
    const begun = paymentOf(view.billId, view.id);
    await running.tell(PaymentCreated, begun.paymentId, begun);
    await running.tell(PaymentFailed, begun.paymentId, { ...begun, reason: 'declined' });
    await running.tell(PaymentQuarantined, begun.paymentId, { ...begun, expected: 2, received: 1, reason: 'amount' });
    await running.payAll(view);
    await running.tell(DiscountRedeemed, view.id, { ...about, rules: [], amount: 0 });
    await running.tell(DiscountRefused, view.id, { ...about, code: 'COUPON_REFUSED', details: [] });
    await running.tell(DiscountReleased, view.id, about);
    await running.tell(InventoryCommitted, view.id, about);
    await running.tell(InventoryReleased, view.id, { ...about, reason: 'CANCELLED' });
    await running.tell(MessageSent, randomUUID(), messageAbout(view.id));
    for (const nothing of [null, 'nothing', randomUUID()])
      expect(await running.tell(MessageSent, randomUUID(), messageAbout(nothing))).toBe('done');

    const token = await running.staff('MANAGER');
    const reply = await running.http.get(`/orders/${view.id}/timeline`, { token });
    const { events } = reply.data(timelineView);
    expect(events).toHaveLength(16);
    const types = events.map(({ type }) => type);
    expect(types.slice(0, 3)).toEqual(['order.placed.v1', 'inventory.reserved.v1', 'order.status-changed.v1']);
    expect([...new Set(events.map(({ service }) => service))].sort()).toEqual([
      'discount',
      'inventory',
      'notification',
      'order',
      'payment',
    ]);
    for (const type of [
      'payment.captured.v1',
      'bill.settled.v1',
      'order.confirmed.v1',
      'ticket.queued.v1',
      'message.sent.v1',
    ])
      expect(types.filter((one) => one === type)).toHaveLength(1);
    expect(types.indexOf('payment.captured.v1')).toBeLessThan(types.indexOf('order.confirmed.v1'));
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
  });

  it('is for those with the permission, in their outlets', async () => {
    const customer = await running.customer();
    const view = await running.placed(customer);
    const path = `/orders/${view.id}/timeline`;
    expect((await running.http.get(path, { token: customer })).status).toBe(403);
    expect((await running.http.get(path, { token: await running.staff('MANAGER', [randomUUID()]) })).status).toBe(404);
    const stranger = await running.service.mintToken({ tenantId: otherTenantId, roles: ['OWNER'] });
    expect((await running.http.get(path, { token: stranger })).status).toBe(404);
  });
});

function messageAbout(about: string | null) {
  return { messageId: randomUUID(), channel: 'SMS' as const, purpose: 'order', about };
}

function paymentOf(billId: string, orderId: string) {
  return {
    ...{ paymentId: randomUUID(), billId, orderIds: [orderId], outletId: indiranagar, businessDate: '2026-11-21' },
    ...{ tender: 'RAZORPAY' as const, amount: 1, currency: 'INR' as const },
    ...{ providerOrderId: null, providerPaymentId: null },
  };
}
