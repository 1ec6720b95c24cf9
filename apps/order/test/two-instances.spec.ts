import { randomUUID } from 'node:crypto';
import { orderView } from '@chowk/contracts';
import type { TestService } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dosaId, indiranagar } from './order.mother.js';
import { RunningOrder } from './running-order.js';

let running: RunningOrder;
let second: TestService;
beforeAll(async () => {
  running = await RunningOrder.start();
  second = await running.another();
});
afterAll(async () => {
  await second.close();
  await running.close();
});

describe('two instances of the service', () => {
  it('settle each other’s orders: the one that holds the call need not be the one that hears the answer', async () => {
    const token = await running.customer();
    const body = { outletId: indiranagar, fulfilment: 'TAKEAWAY', lines: [{ itemId: dosaId, quantity: 1 }] };
    const calls = Array.from({ length: 12 }, (_, index) =>
      (index % 2 === 0 ? running.http : second.http).post('/orders', { token, body, key: randomUUID() }),
    );
    const replies = await Promise.all(calls);
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 201));
    const views = replies.map((reply) => reply.data(orderView));
    expect(new Set(views.map(({ orderNumber }) => orderNumber)).size).toBe(views.length);
    await Promise.all(views.map((view) => running.payAll(view)));
    const confirmed = await Promise.all(views.map(({ id }) => running.order(id)));
    expect(confirmed.map(({ token: number }) => number).sort((one, other) => (one ?? 0) - (other ?? 0))).toEqual(
      views.map((_, index) => index + 1),
    );
  });
});
