import { drawerView, drawerWithMovementsView } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import type { Reply } from '@chowk/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RunningPayment, type Business } from './running-payment.js';

describe('Drawers', () => {
  let running: RunningPayment;
  let business: Business;

  beforeAll(async () => {
    running = await RunningPayment.start();
    business = await running.business();
  });
  afterAll(() => running.close());

  const cashierOf = (outlets = [business.outletId], id = newId()) =>
    running.token(business.tenant, ['CASHIER'], { id, outlets });
  const open = (token: string, body: Record<string, unknown> = {}, key = newId()) =>
    running.it.http.post('/drawers', {
      body: { outletId: business.outletId, openingFloat: 20_000, ...body },
      token,
      key,
    });
  const move = (id: string, token: string, body: Record<string, unknown>) =>
    running.it.http.post(`/drawers/${id}/movements`, { body: { reason: 'as it is', ...body }, token });
  const close = (id: string, token: string, counted: unknown) =>
    running.it.http.post(`/drawers/${id}/close`, { body: { counted }, token });
  const read = (id: string, token: string) => running.it.http.get(`/drawers/${id}`, { token });
  const outcome = ({ status, code }: Reply) => `${status}${code === undefined ? '' : ` ${String(code)}`}`;

  it('are opened with a float, moved, counted and closed; the difference and every paisa are booked', async () => {
    const shop = await running.business();
    const token = shop.cashier;
    const opened = await running.it.http.post('/drawers', {
      body: { outletId: shop.outletId, openingFloat: 20_000, label: 'Counter 1' },
      token,
    });
    expect(opened.status).toBe(201);
    const drawer = opened.data(drawerView);
    expect(opened.headers['location']).toBe(`/api/v1/drawers/${drawer.id}`);
    expect(drawer).toMatchObject({
      ...{ status: 'OPEN', label: 'Counter 1', cashierId: shop.cashierId, outletId: shop.outletId, counted: null },
      ...{ openingFloat: 20_000, cashIn: 0, cashOut: 0, expected: 20_000, difference: null },
    });
    const bill = await running.bill(shop, { total: 10_000 });
    await running.cash(shop, { billId: bill.id, tendered: 50_000 });
    expect((await move(drawer.id, token, { kind: 'PAY_IN', amount: 5_000 })).status).toBe(201);
    await move(drawer.id, token, { kind: 'PAY_OUT', amount: 1_200, reason: 'milk' });
    const dropped = await move(drawer.id, token, { kind: 'DROP', amount: 8_000 });
    expect(dropped.data(drawerView)).toMatchObject({ cashIn: 15_000, cashOut: 9_200, expected: 25_800 });
    const low = await move(drawer.id, token, { kind: 'DROP', amount: 25_801 });
    expect([outcome(low), low.at('error.details')]).toEqual(['409 DRAWER_TOO_LOW', { expected: 25_800 }]);
    const closed = await close(drawer.id, token, 25_500);
    expect(closed.status).toBe(200);
    expect(closed.data(drawerView)).toMatchObject({
      ...{ status: 'CLOSED', expected: 25_800, counted: 25_500, difference: -300, closedBy: shop.cashierId },
    });
    const balances = { 'cash-drawer': 0, 'cash-safe': 25_500 + 8_000 - 5_000 - 20_000, 'petty-cash': 1_200 };
    for (const [account, balance] of Object.entries({
      ...balances,
      'cash-over-short': 300,
      'customer-receipts': -10_000,
    }))
      expect([account, await running.balance(shop, account)]).toEqual([account, balance]);
    expect(await running.trialBalance(shop)).toBe(0);
    const found = (await read(drawer.id, token)).data(drawerWithMovementsView);
    expect(found.movements.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      ...['FLOAT 20000', 'SALE 10000', 'PAY_IN 5000', 'PAY_OUT 1200', 'DROP 8000'],
    ]);
    expect(found.movements[3]).toMatchObject({ reason: 'milk', by: shop.cashierId, businessDate: drawer.businessDate });
    for (const [type, expected] of [
      ['drawer.opened.v1', { openingFloat: 20_000, by: shop.cashierId }],
      ['drawer.closed.v1', { expected: 25_800, counted: 25_500, difference: -300 }],
    ] as const) {
      const told = await running.heard.heard(
        type,
        ({ headers }) => headers.ce_type === type && headers.ce_subject === drawer.id,
      );
      expect(JSON.parse(String(told.value))).toMatchObject({
        drawerId: drawer.id,
        outletId: shop.outletId,
        ...expected,
      });
    }
    const entries = await running.it.http.get('/ledger/entries?kind=DRAWER_CLOSE', { token: shop.owner });
    expect(entries.at('data.0')).toMatchObject({ paymentId: null, sourceId: drawer.id });
  });

  it('are one per cashier and outlet, however many are opened at once', async () => {
    const cashier = await cashierOf();
    const replies = await Promise.all(Array.from({ length: 8 }, () => open(cashier)));
    expect(replies.map(outcome).sort()).toEqual(['201', ...Array.from({ length: 7 }, () => '409 DRAWER_ALREADY_OPEN')]);
    const id = String(replies.find(({ status }) => status === 201)?.at('data.id'));
    await close(id, cashier, 20_000);
    expect(outcome(await open(cashier))).toBe('201');
    expect(outcome(await open(await cashierOf()))).toBe('201');
  });

  it('are closed once, however many count them at once', async () => {
    const cashier = await cashierOf();
    const id = String((await open(cashier)).at('data.id'));
    const replies = await Promise.all(Array.from({ length: 6 }, (_, counted) => close(id, cashier, counted)));
    expect(replies.map(outcome).sort()).toEqual(['200', ...Array.from({ length: 5 }, () => '409 DRAWER_NOT_OPEN')]);
    expect(outcome(await move(id, cashier, { kind: 'PAY_IN', amount: 1 }))).toBe('409 DRAWER_NOT_OPEN');
  });

  it('never go below zero, however many take at once', async () => {
    const cashier = await cashierOf();
    const id = String((await open(cashier, { openingFloat: 1_000 })).at('data.id'));
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => move(id, cashier, { kind: 'PAY_OUT', amount: 300 })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(3);
    expect((await read(id, cashier)).at('data.expected')).toBe(100);
  });

  it('hold cash against the counting: a sale that comes with the close is in it or refused', async () => {
    const shop = await running.business();
    const id = await running.drawer(shop);
    const bills = await Promise.all(Array.from({ length: 6 }, () => running.bill(shop, { total: 1_000 })));
    const [closed, ...sales] = await Promise.all([
      close(id, shop.cashier, 0),
      ...bills.map((bill) => running.cash(shop, { billId: bill.id, tendered: 1_000 })),
    ]);
    const taken = sales.filter(({ status }) => status === 201).length;
    for (const sale of sales) expect(['201', '409 DRAWER_NOT_OPEN']).toContain(outcome(sale));
    expect(closed.at('data.expected')).toBe(taken * 1_000);
    expect(await running.balance(shop, 'cash-drawer')).toBe(0);
    expect(await running.balance(shop, 'cash-over-short')).toBe(taken * 1_000);
  });

  it('happen once for one key, and are replayed', async () => {
    const cashier = await cashierOf();
    const key = newId();
    const first = await open(cashier, {}, key);
    const again = await open(cashier, {}, key);
    expect([again.text, again.headers['idempotency-replayed']]).toEqual([first.text, 'true']);
    const id = String(first.at('data.id'));
    const body = { kind: 'PAY_IN', amount: 700, reason: 'change' };
    const moving = { body, token: cashier, key };
    await running.it.http.post(`/drawers/${id}/movements`, moving);
    await running.it.http.post(`/drawers/${id}/movements`, moving);
    expect((await read(id, cashier)).at('data.expected')).toBe(20_700);
  });

  it('are handled by their cashier, and by whoever closes the day', async () => {
    const cashier = await cashierOf();
    const colleague = await cashierOf();
    const manager = await running.token(business.tenant, ['MANAGER'], { outlets: [business.outletId] });
    const id = String((await open(cashier)).at('data.id'));
    expect(outcome(await move(id, colleague, { kind: 'PAY_OUT', amount: 1 }))).toBe('403 PERMISSION_DENIED');
    expect(outcome(await close(id, colleague, 0))).toBe('403 PERMISSION_DENIED');
    expect((await read(id, colleague)).status).toBe(200);
    expect((await move(id, manager, { kind: 'DROP', amount: 1 })).status).toBe(201);
    expect((await close(id, manager, 19_999)).at('data.difference')).toBe(0);
  });

  it('of other outlets and businesses do not exist, and other people may not ask', async () => {
    const cashier = await cashierOf();
    const id = String((await open(cashier)).at('data.id'));
    const elsewhere = await cashierOf([newId()]);
    const other = (await running.business()).cashier;
    for (const token of [elsewhere, other]) {
      const replies = [
        await read(id, token),
        await move(id, token, { kind: 'DROP', amount: 1 }),
        await close(id, token, 20_000),
      ];
      for (const reply of replies) expect(outcome(reply)).toBe('404 NOT_FOUND');
      expect((await open(token)).faults).toEqual(['outletId UNKNOWN_REFERENCE']);
      expect((await running.it.http.get('/drawers', { token })).at('data')).toEqual([]);
    }
    expect((await open(business.owner, { outletId: newId() })).faults).toEqual(['outletId UNKNOWN_REFERENCE']);
    for (const role of ['CUSTOMER', 'GUEST', 'WAITER', 'KITCHEN', 'DEVICE'] as const) {
      const token = await running.token(business.tenant, [role]);
      for (const reply of [await open(token), await read(id, token), await close(id, token, 0)])
        expect(outcome(reply)).toBe('403 PERMISSION_DENIED');
    }
    expect((await read(id, cashier)).at('data.status')).toBe('OPEN');
  });

  it('refuse nonsense with 422', async () => {
    const cashier = await cashierOf();
    const id = String((await open(cashier)).at('data.id'));
    expect((await open(cashier, { openingFloat: -1 })).faults).toEqual(['openingFloat OUT_OF_RANGE']);
    expect((await open(cashier, { cashierId: newId() })).faults).toEqual(['cashierId UNKNOWN_FIELD']);
    expect((await move(id, cashier, { kind: 'SALE', amount: 1 })).faults).toEqual(['kind NOT_ALLOWED']);
    expect((await move(id, cashier, { kind: 'DROP', amount: 0 })).faults).toEqual(['amount OUT_OF_RANGE']);
    expect((await move(id, cashier, { kind: 'DROP', amount: 1, reason: '' })).faults).toEqual(['reason OUT_OF_RANGE']);
    expect((await close(id, cashier, '1')).faults).toEqual(['counted WRONG_TYPE']);
    expect((await read('no-id', cashier)).status).toBe(404);
    expect((await running.it.http.get('/drawers?status=SHUT', { token: cashier })).status).toBe(422);
  });

  it('are listed newest first, page by page, by status, cashier, outlet and date', async () => {
    const shop = await running.business();
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) {
      ids.unshift(await running.drawer(shop));
      if (count < 2) await close(String(ids[0]), shop.cashier, 0);
    }
    const list = (query: string) => running.it.http.get(`/drawers${query}`, { token: shop.owner });
    const idsOf = (reply: Reply) => reply.data(z.array(drawerView)).map(({ id }) => id);
    const first = await list('?limit=2&count=true');
    expect([idsOf(first), first.at('meta.total')]).toEqual([ids.slice(0, 2), 3]);
    expect(idsOf(await list(`?limit=2&cursor=${String(first.at('meta.nextCursor'))}`))).toEqual(ids.slice(2));
    expect(idsOf(await list('?status=OPEN'))).toEqual(ids.slice(0, 1));
    const date = String(first.at('data.0.businessDate'));
    expect(idsOf(await list(`?cashier=${shop.cashierId}&outlet=${shop.outletId}&date=${date}`))).toEqual(ids);
    expect(idsOf(await list(`?cashier=${newId()}&outlet=${shop.outletId}`))).toEqual([]);
    for (const outletId of [newId(), business.outletId])
      expect(outcome(await list(`?outlet=${outletId}`))).toBe('404 NOT_FOUND');
    expect((await list('?cursor=nonsense')).faults).toEqual(['cursor INVALID_FORMAT']);
  });

  it('agree with the ledger after whatever is sold, moved and given back', async () => {
    const shop = await running.business();
    const step = fc.record({
      kind: fc.constantFrom('SALE', 'PAY_IN', 'PAY_OUT', 'DROP', 'REFUND'),
      amount: fc.integer({ min: 1, max: 5_000 }),
      tip: fc.integer({ min: 0, max: 200 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        const id = await running.drawer(shop, 3_000);
        const sold: string[] = [];
        for (const { kind, amount, tip } of steps) {
          if (kind === 'SALE') {
            const bill = await running.bill(shop, { total: amount });
            const reply = await running.cash(shop, { billId: bill.id, tip, tendered: amount + tip });
            sold.push(String(reply.at('data.id')));
          } else if (kind === 'REFUND') await running.refund(shop, sold.at(-1) ?? newId(), { amount, reason: 'cold' });
          else await move(id, shop.cashier, { kind, amount });
          expect(await running.trialBalance(shop)).toBe(0);
          const { expected, movements } = (await read(id, shop.cashier)).data(drawerWithMovementsView);
          const comesIn = (moved: { kind: string }) => ['FLOAT', 'SALE', 'PAY_IN'].includes(moved.kind);
          const inside = movements.reduce((sum, one) => sum + (comesIn(one) ? one.amount : -one.amount), 0);
          expect(expected).toBe(inside);
          expect(await running.balance(shop, 'cash-drawer')).toBe(inside);
        }
        await close(id, shop.cashier, 1_000);
        expect(await running.balance(shop, 'cash-drawer')).toBe(0);
        const rows = await running.it.query('select 1 from payment where refunded > captured');
        expect(rows).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });
});
