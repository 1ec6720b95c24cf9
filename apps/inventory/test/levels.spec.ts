import { stockAlertAnswer } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningInventory } from './running-inventory.js';

describe('Levels', () => {
  let inventory: RunningInventory;
  let http: RunningInventory['it']['http'];
  let token: string;
  beforeAll(async () => {
    inventory = await RunningInventory.start();
    ({ http } = inventory.it);
    token = inventory.manager;
  });
  afterAll(() => inventory.close());

  const receive = (stockItemId: string, quantity: number, cost?: number) =>
    inventory.post('/inventory/receive', { stockItemId, quantity, ...(cost === undefined ? {} : { cost }) });
  const deduct = (stockItemId: string, quantity: number, as = token) =>
    http.patch('/inventory/deduct', { body: { stockItemId, quantity, reason: 'WASTE', note: 'fell' }, token: as });
  const alerts = async (outlet: string, as = token) =>
    (await http.get(`/inventory/alerts?outlet=${outlet}`, { token: as })).data(stockAlertAnswer.array());

  it('are worth what was paid on average, and nothing when there is nothing', async () => {
    const { stockItemId } = await inventory.count(100, { unit: 'g', cost: 1_000 });
    const value = async () => (await http.get(`/inventory/items/${stockItemId}`, { token })).at('data.value');
    expect(await value()).toBe(1_000);
    expect((await receive(stockItemId, 100, 2_000)).at('data.value')).toBe(3_000);
    expect((await deduct(stockItemId, 50)).at('data.value')).toBe(2_250);
    expect((await receive(stockItemId, 50)).at('data.value')).toBe(3_000);
    expect((await deduct(stockItemId, 200)).at('data.value')).toBe(0);
    expect(await inventory.movements(stockItemId)).toEqual([
      ['COUNT', 100, 1_000, null],
      ['RECEIVE', 100, 2_000, null],
      ['WASTE', -50, -750, 'fell'],
      ['RECEIVE', 50, 750, null],
      ['WASTE', -200, -3_000, 'fell'],
    ]);
    const moved = await inventory.answer('stock.moved.v1', stockItemId, ({ quantity }) => quantity === -50);
    expect(moved).toMatchObject({ kind: 'WASTE', cost: -750, reason: 'fell', orderId: null });
  });

  it('below zero cost what was paid last, and are worth what comes next once they are above', async () => {
    const { stockItemId } = await inventory.count(10, { policy: 'WARN', cost: 100 });
    expect((await deduct(stockItemId, 60)).at('data')).toMatchObject({ onHand: -50, value: 0 });
    expect((await receive(stockItemId, 100, 2_000)).at('data')).toMatchObject({ onHand: 50, value: 1_000 });
    expect(await inventory.movements(stockItemId)).toEqual([
      ['COUNT', 10, 100, null],
      ['WASTE', -60, -600, 'fell'],
      ['RECEIVE', 100, 2_000, null],
    ]);
  });

  it('that only warn never refuse an order, and show as variance', async () => {
    const { itemId, stockItemId } = await inventory.stocked(100, 30, { policy: 'WARN', unit: 'g' });
    const orders = Array.from({ length: 5 }, () => newId());
    for (const orderId of orders) {
      await inventory.placed(orderId, [{ itemId, quantity: 2 }]);
      await inventory.answer('inventory.reserved.v1', orderId);
      await inventory.confirmed(orderId);
    }
    for (const orderId of orders) await inventory.answer('inventory.committed.v1', orderId);
    expect(await inventory.level(stockItemId)).toEqual([-200, 0]);
    const mine = (await alerts(inventory.outletId)).find(({ id }) => id === stockItemId);
    expect(mine).toMatchObject({ kind: 'NEGATIVE', variance: 200, onHand: -200, policy: 'WARN' });
  });

  it('are alerts when they are low, promised to the last, or below zero, at outlets the caller may enter', async () => {
    const outletId = newId();
    await inventory.openOutlet(outletId);
    const count = async (onHand: number, more: Record<string, unknown> = {}) =>
      (await inventory.count(onHand, { outletId, ...more })).stockItemId;
    const low = await count(5, { reorderLevel: 5 });
    await count(6, { reorderLevel: 5 });
    const out = await count(0);
    const negative = await count(1, { policy: 'WARN' });
    await deduct(negative, 4);
    const found = await alerts(outletId);
    expect(found.map(({ id, kind, variance }) => [id, kind, variance])).toEqual(
      [
        [low, 'LOW', 0],
        [out, 'OUT', 0],
        [negative, 'NEGATIVE', 3],
      ].sort(([one], [other]) => String(one).localeCompare(String(other))),
    );
    const first = await http.get(`/inventory/alerts?outlet=${outletId}&limit=2`, { token });
    const cursor = String(first.at('meta.nextCursor'));
    const second = await http.get(`/inventory/alerts?outlet=${outletId}&limit=2&cursor=${cursor}`, { token });
    expect([first.at('data.length'), second.at('data.length'), second.at('meta.nextCursor')]).toEqual([2, 1, null]);

    const limited = await inventory.it.mintToken({
      tenantId: inventory.tenant.id,
      roles: ['KITCHEN'],
      outlets: [inventory.outletId],
    });
    expect((await http.get(`/inventory/alerts?outlet=${outletId}`, { token: limited })).code).toBe('NOT_FOUND');
    const theirs = (await http.get('/inventory/alerts', { token: limited })).data(stockAlertAnswer.array());
    expect(theirs.filter((one) => one.outletId !== inventory.outletId)).toEqual([]);
    const stranger = await inventory.it.mintToken({ tenantId: (await inventory.it.addTenant()).id, roles: ['OWNER'] });
    expect((await http.get(`/inventory/alerts?outlet=${outletId}`, { token: stranger })).code).toBe('NOT_FOUND');
    const calm = newId();
    await inventory.openOutlet(calm);
    expect(await alerts(calm)).toEqual([]);
    const customer = await inventory.it.mintToken({ tenantId: inventory.tenant.id, roles: ['CUSTOMER'] });
    const refused = await http.get('/inventory/alerts', { token: customer });
    expect([refused.status, refused.code]).toEqual([403, 'PERMISSION_DENIED']);
    expect((await http.get('/inventory/alerts')).code).toBe('AUTH_TOKEN_MISSING');
  });

  it.each([
    ['POST', '/inventory/items', { policy: 'MAYBE' }, 'policy NOT_ALLOWED'],
    ['POST', '/inventory/items', { cost: -1 }, 'cost OUT_OF_RANGE'],
    ['POST', '/inventory/items', { cost: 1.5 }, 'cost WRONG_TYPE'],
    ['POST', '/inventory/items', { value: 5 }, 'value UNKNOWN_FIELD'],
  ])('refuse bad input: %s %s %j', async (method, path, partial, fault) => {
    const body = { outletId: inventory.outletId, sku: 'x', name: 'x', unit: 'g', onHand: 1, ...partial };
    const reply = await http.call(method, path, { body, token });
    expect([reply.status, reply.faults]).toEqual([422, [fault]]);
  });

  it('stop where they can no longer be counted: 422', async () => {
    const { stockItemId } = await inventory.count(1_000_000_000);
    await receive(stockItemId, 1_000_000_000, 100_000_000_000);
    const body = { stockItemId, quantity: 1 };
    const more = await http.post('/inventory/receive', { body, token });
    expect([more.status, more.faults]).toEqual([422, ['quantity OUT_OF_RANGE']]);
    const { stockItemId: warned } = await inventory.count(0, { policy: 'WARN' });
    for (let round = 0; round < 2; round += 1) expect((await deduct(warned, 1_000_000_000)).status).toBe(200);
    expect((await deduct(warned, 1)).faults).toEqual(['quantity OUT_OF_RANGE']);
  });

  it('of an outlet that is not the caller’s cannot be received, and their policy cannot be changed', async () => {
    const { stockItemId } = await inventory.count(5);
    const elsewhere = newId();
    await inventory.openOutlet(elsewhere);
    const limited = await inventory.it.mintToken({
      tenantId: inventory.tenant.id,
      roles: ['MANAGER'],
      outlets: [elsewhere],
    });
    const body = { stockItemId, quantity: 5, cost: 5 };
    const received = await http.post('/inventory/receive', { body, token: limited });
    expect([received.status, received.faults]).toEqual([422, ['stockItemId UNKNOWN_REFERENCE']]);
    const path = `/inventory/items/${stockItemId}`;
    const changed = await http.patch(path, { body: { policy: 'WARN' }, token: limited });
    expect([changed.status, changed.code]).toEqual([404, 'NOT_FOUND']);
    expect((await http.get(path, { token })).at('data')).toMatchObject({ onHand: 5, policy: 'BLOCK' });
  });
});
