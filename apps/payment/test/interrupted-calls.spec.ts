import { drawerView, paymentView } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import type { Reply } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningPayment, type Business } from './running-payment.js';

describe('A call whose process died between its commit and its answer', () => {
  let running: RunningPayment;
  let business: Business;

  beforeAll(async () => {
    running = await RunningPayment.start();
    business = await running.business();
  });
  afterAll(() => running.close());

  /** Makes the call, forgets that it was answered, and makes it again. */
  async function twice(path: string, body: unknown): Promise<[Reply, Reply]> {
    const key = newId();
    const call = () => running.it.http.post(path, { body, token: business.cashier, key });
    const first = await call();
    await running.it.query(
      `update idempotency set state = 'PENDING', status = null, headers = null, body = null,
              lease_until = now() - interval '1 second' where key = $1`,
      [key],
    );
    return [first, await call()];
  }

  it('finds what it has done: one drawer, one movement, one payment, one close', async () => {
    const { outletId, cashier: token } = business;
    const [opened, openedAgain] = await twice('/drawers', { outletId, openingFloat: 1_000 });
    const { id } = opened.data(drawerView);
    expect([openedAgain.status, openedAgain.data(drawerView).id]).toEqual([201, id]);

    const [, moved] = await twice(`/drawers/${id}/movements`, { kind: 'PAY_IN', amount: 500, reason: 'change' });
    expect([moved.status, moved.at('data.expected')]).toEqual([201, 1_500]);

    const bill = await running.bill(business, { total: 2_000 });
    const [paid, paidAgain] = await twice('/payments/confirm-cash', { billId: bill.id, tendered: 5_000 });
    expect([paidAgain.status, paidAgain.data(paymentView)]).toEqual([201, paid.data(paymentView)]);

    const drawer = await running.it.http.get(`/drawers/${id}`, { token });
    expect(drawer.at('data.expected')).toBe(3_500);
    const [, closed] = await twice(`/drawers/${id}/close`, { counted: 3_500 });
    expect([closed.status, closed.at('data.difference')]).toEqual([200, 0]);
    expect(await running.balance(business, 'cash-safe')).toBe(3_500 - 1_500);
    expect(await running.trialBalance(business)).toBe(0);
  });
});
