import { randomUUID } from 'node:crypto';
import { orderView, ticketView, type OrderView } from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerOf, faultsOf } from './refusals-answers.js';
import { takeaway } from './refusals-dinner.js';
import { rowCounts, type RowCounts } from './refusals-row-counts.js';
import { Restaurant, type Person } from './restaurant.js';

describe('Orders', () => {
  const restaurant = new Restaurant();
  let customer: Person;
  let manager: Person;
  let unpaid: OrderView;
  let confirmed: OrderView;
  let completed: OrderView;
  let cancelled: OrderView;
  let ticketId: string;
  let before: RowCounts;
  beforeAll(async () => {
    [customer, manager] = [await restaurant.customer(), await restaurant.staff('manager')];
    const paid = async () => {
      const { id } = await takeaway(restaurant, customer);
      await restaurant.pay(customer, id);
      return restaurant.reached(customer, id, 'CONFIRMED');
    };
    unpaid = await takeaway(restaurant, customer);
    confirmed = await paid();
    completed = await paid();
    for (const status of ['PREPARING', 'READY', 'COMPLETED'])
      await manager.patch(`/orders/${completed.id}/status`, { status });
    const { id } = await takeaway(restaurant, customer);
    cancelled = (await customer.patch(`/orders/${id}/cancel`, {})).data(orderView);
    const ticket = await eventually('the kitchen has its ticket', async () =>
      (await manager.get('/kitchen/tickets?limit=100'))
        .data(ticketView.array())
        .find(({ orderId }) => orderId === confirmed.id),
    );
    ticketId = ticket.id;
    before = await rowCounts();
  });

  const refused = (status: string, to: string, allowed: string[]) => ({ status, to, allowed });

  it.each(['PLACED', 'AWAITING_PAYMENT', 'READY', 'DISPATCHED', 'COMPLETED', 'CANCELLED', 'REJECTED', 'EXPIRED'])(
    'that are confirmed cannot be moved to %s: 409 ORDER_CANNOT_MOVE with what is allowed',
    async (status) => {
      const reply = await manager.patch(`/orders/${confirmed.id}/status`, { status });
      expect(answerOf(reply)).toBe('409 ORDER_CANNOT_MOVE');
      expect(reply.at('error.details')).toEqual(refused('CONFIRMED', status, ['PREPARING', 'CANCELLED']));
    },
  );

  it('that are unpaid are confirmed, prepared or handed over by nobody', async () => {
    for (const status of ['CONFIRMED', 'PREPARING', 'READY', 'COMPLETED']) {
      const reply = await manager.patch(`/orders/${unpaid.id}/status`, { status });
      expect(answerOf(reply)).toBe('409 ORDER_CANNOT_MOVE');
      expect(reply.at('error.details')).toEqual(refused('AWAITING_PAYMENT', status, ['CANCELLED']));
    }
  });

  it('that are completed stay so: neither moved nor cancelled', async () => {
    for (const status of ['READY', 'PREPARING', 'CONFIRMED', 'CANCELLED'])
      expect(answerOf(await manager.patch(`/orders/${completed.id}/status`, { status }))).toBe('409 ORDER_CANNOT_MOVE');
    for (const who of [customer, manager]) {
      const reply = await who.patch(`/orders/${completed.id}/cancel`, { reason: 'too late' });
      expect(answerOf(reply)).toBe('409 ORDER_CANNOT_MOVE');
      expect(reply.at('error.details')).toEqual(refused('COMPLETED', 'CANCELLED', []));
    }
  });

  it('that were called off cannot be paid or moved', async () => {
    const paying = await eventually('payment has heard of it', async () => {
      const reply = await customer.post('/payments/create-razorpay-order', { orderId: cancelled.id });
      return reply.status === 409 && reply;
    });
    expect(answerOf(paying)).toBe('409 ORDER_CANNOT_MOVE');
    expect(paying.at('error.details')).toEqual({ status: 'CANCELLED', allowed: [] });
    for (const status of ['CONFIRMED', 'PREPARING', 'COMPLETED']) {
      const reply = await manager.patch(`/orders/${cancelled.id}/status`, { status });
      expect([answerOf(reply), reply.at('error.details.allowed')]).toEqual(['409 ORDER_CANNOT_MOVE', []]);
    }
  });

  it('of statuses that do not exist are 422', async () => {
    for (const [status, code] of [
      ['FLYING', 'NOT_ALLOWED'],
      ['confirmed', 'NOT_ALLOWED'],
      [7, 'WRONG_TYPE'],
      [['READY'], 'WRONG_TYPE'],
    ] as const)
      expect(faultsOf(await manager.patch(`/orders/${confirmed.id}/status`, { status }))).toBe(
        `422 VALIDATION_FAILED status ${code}`,
      );
  });

  it('have tickets that skip nothing either', async () => {
    const reply = await manager.patch(`/kitchen/tickets/${ticketId}`, { status: 'COLLECTED' });
    expect(answerOf(reply)).toBe('409 TICKET_CANNOT_MOVE');
    expect(reply.at('error.details.status')).toBe('QUEUED');
  });

  it('that name what does not exist are 422 UNKNOWN_REFERENCE, at each place', async () => {
    const [itemId, outletId] = [confirmed.lines[0]?.itemId, confirmed.outletId];
    const nothing = randomUUID();
    const cart = { fulfilment: 'TAKEAWAY', outletId, lines: [{ itemId, quantity: 1 }] };
    const line = (more: object) => ({ ...cart, lines: [...cart.lines, { itemId, quantity: 1, ...more }] });
    const tries = [
      [{ ...cart, outletId: nothing }, 'outletId'],
      [{ ...cart, tableSessionId: nothing }, 'tableSessionId'],
      [line({ itemId: nothing }), 'lines.1.itemId'],
      [line({ variantId: nothing }), 'lines.1.variantId'],
      [line({ modifiers: [{ modifierId: nothing }] }), 'lines.1.modifiers.0.modifierId'],
    ] as const;
    for (const path of ['/orders', '/orders/quote'])
      for (const [body, at] of tries)
        expect(faultsOf(await customer.post(path, body))).toBe(`422 UNKNOWN_REFERENCE ${at} UNKNOWN_REFERENCE`);
  });

  it('with changes, bills or recipes that name what does not exist are 422 UNKNOWN_REFERENCE', async () => {
    const [line] = confirmed.lines;
    const [itemId, nothing] = [line?.itemId, randomUUID()];
    const changed = (body: object) => customer.patch(`/orders/${unpaid.id}/items`, body);
    const add = (more: object) => changed({ add: [{ itemId, quantity: 1, ...more }] });
    const refund = (orderId: string, lineId: unknown) =>
      manager.post(`/bills/${confirmed.billId}/refunds`, { lines: [{ orderId, lineId }], reason: 'cold' });
    const split = (billId: string, lineIds: string[]) =>
      manager.post(`/bills/${billId}/split`, { by: 'LINES', shares: [{ label: 'Mine', lineIds }] });
    const ingredients = [{ sku: 'coffee-powder', quantity: 1 }];
    const recipe = (target: string, targetId: unknown) =>
      manager.post('/inventory/recipes', { target, targetId, ingredients });
    const replies = [
      await add({ itemId: nothing }),
      await add({ variantId: nothing }),
      await add({ modifiers: [{ modifierId: nothing }] }),
      await changed({ remove: [nothing] }),
      await changed({ remove: [line?.lineId] }),
      await refund(confirmed.id, nothing),
      await refund(nothing, line?.lineId),
      await split(unpaid.billId, [nothing]),
      await split(unpaid.billId, [String(line?.lineId)]),
      await recipe('ITEM', nothing),
      await recipe('VARIANT', nothing),
      await recipe('MODIFIER', nothing),
    ];
    expect(replies.map(answerOf)).toEqual(replies.map(() => '422 UNKNOWN_REFERENCE'));
  });

  it('that do not exist are 404 NOT_FOUND, whatever their id looks like', async () => {
    for (const id of [randomUUID(), `ref:${randomUUID()}`, '1', '%27%20or%201=1', 'undefined', 'x'.repeat(300)])
      for (const reply of [
        await customer.get(`/orders/${id}`),
        await customer.patch(`/orders/${id}/cancel`, {}),
        await manager.patch(`/orders/${id}/status`, { status: 'READY' }),
        await manager.get(`/orders/${id}/timeline`),
        await customer.get(`/bills/${id.replace('ref:', '')}`),
      ])
        expect([id, answerOf(reply)]).toEqual([id, '404 NOT_FOUND']);
  });

  it('at another price, or of an old version, are refused', async () => {
    const { outletId, lines, version, total } = confirmed;
    const cart = { fulfilment: 'TAKEAWAY', outletId, lines: [{ itemId: lines[0]?.itemId, quantity: 1 }] };
    expect(answerOf(await customer.post('/orders', { ...cart, expectedTotal: total - 1 }))).toBe('409 PRICE_CHANGED');
    expect(answerOf(await customer.post('/orders', { ...cart, channel: 'COUNTER' }))).toBe('422 VALIDATION_FAILED');
    expect(answerOf(await customer.post('/orders', { ...cart, fulfilment: 'DELIVERY' }))).toBe('422 VALIDATION_FAILED');
    const old = { headers: { 'if-match': `"${version - 1}"` } };
    const reply = await manager.call('PATCH', `/orders/${confirmed.id}/status`, { status: 'PREPARING' }, old);
    expect([answerOf(reply), reply.at('error.details.version')]).toEqual(['412 VERSION_CONFLICT', version]);
  });

  it('are changed by none of this', async () => {
    expect(await rowCounts()).toEqual(before);
  });
});
