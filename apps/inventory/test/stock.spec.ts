import { newId, runInCall } from '@chowk/kit';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeedDemoStock } from '../src/database/seed.js';
import { RunningInventory } from './running-inventory.js';

describe('The stock', () => {
  let inventory: RunningInventory;
  let http: RunningInventory['it']['http'];
  let token: string;
  beforeAll(async () => {
    inventory = await RunningInventory.start();
    ({ http } = inventory.it);
    token = inventory.manager;
  });
  afterAll(() => inventory.close());

  const item = () => ({ outletId: inventory.outletId, sku: `s-${newId()}`, name: 'Paneer', unit: 'g', onHand: 500 });

  it('is received and deducted, and every change is a movement', async () => {
    const { stockItemId } = await inventory.stocked(5);
    const received = await http.post('/inventory/receive', {
      body: { stockItemId, quantity: 7, reference: 'DN 42' },
      token,
    });
    expect([received.status, received.at('data.onHand')]).toEqual([201, 12]);
    const deducted = await http.patch('/inventory/deduct', {
      body: { stockItemId, quantity: 2, reason: 'WASTE' },
      token,
    });
    expect([deducted.status, deducted.at('data.onHand')]).toEqual([200, 10]);
    const read = await http.get(`/inventory/items/${stockItemId}`, { token });
    expect(read.at('data.movements')).toMatchObject([
      { kind: 'WASTE', quantity: -2, onHand: 10 },
      { kind: 'RECEIVE', quantity: 7, onHand: 12, note: 'DN 42' },
      { kind: 'COUNT', quantity: 5, onHand: 5 },
    ]);
  });

  it('never goes below what is there: 409 with what is free', async () => {
    const { stockItemId } = await inventory.stocked(5);
    const reply = await http.patch('/inventory/deduct', { body: { stockItemId, quantity: 6, reason: 'WASTE' }, token });
    expect([reply.status, reply.code]).toEqual([409, 'STOCK_TOO_LOW']);
    expect(reply.at('error.details')).toEqual([{ stockItemId, requested: 6, available: 5 }]);
    expect(await inventory.level(stockItemId)).toEqual([5, 0]);
  });

  it('has each sku once per outlet, and each thing one recipe', async () => {
    const body = item();
    await inventory.post('/inventory/items', body);
    const again = await http.post('/inventory/items', { body, token });
    expect([again.status, again.code]).toEqual([409, 'STOCK_ITEM_EXISTS']);
    const targetId = await inventory.sell();
    const recipe = { target: 'ITEM', targetId, ingredients: [{ sku: body.sku, quantity: 1 }] };
    await inventory.post('/inventory/recipes', recipe);
    const twice = await http.post('/inventory/recipes', { body: recipe, token });
    expect([twice.status, twice.code]).toEqual([409, 'RECIPE_EXISTS']);
  });

  it('is counted at outlets that exist: 422', async () => {
    const reply = await http.post('/inventory/items', { body: { ...item(), outletId: newId() }, token });
    expect([reply.status, reply.code]).toEqual([422, 'UNKNOWN_REFERENCE']);
  });

  it('refuses a recipe with something that nobody counts: 422 with its place', async () => {
    const targetId = await inventory.sell();
    const body = { target: 'ITEM', targetId, ingredients: [{ sku: 'unobtainium', quantity: 1 }] };
    const reply = await http.post('/inventory/recipes', { body, token });
    expect([reply.code, reply.at('error.details.0.path')]).toEqual(['UNKNOWN_REFERENCE', 'ingredients.0.sku']);
  });

  it('changes a recipe by its version', async () => {
    const { sku } = await inventory.stocked(5);
    const recipe = await inventory.post('/inventory/recipes', {
      target: 'ITEM',
      targetId: await inventory.sell(),
      ingredients: [{ sku, quantity: 1 }],
    });
    const path = `/inventory/recipes/${String(recipe.at('data.id'))}`;
    const body = { ingredients: [{ sku, quantity: 3 }] };
    const changed = await http.patch(path, { body, token, headers: { 'if-match': '"1"' } });
    expect(changed.at('data.ingredients')).toEqual([{ sku, quantity: 3 }]);
    const late = await http.patch(path, { body, token, headers: { 'if-match': '"1"' } });
    expect([late.status, late.code]).toEqual([412, 'VERSION_CONFLICT']);
    const unknown = { ingredients: [{ sku: 'nothing', quantity: 1 }] };
    expect((await http.patch(path, { body: unknown, token })).code).toBe('UNKNOWN_REFERENCE');
    const missing = await http.patch(`/inventory/recipes/${newId()}`, { body: unknown, token });
    expect([missing.status, missing.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('is listed page by page, only for outlets the caller may enter', async () => {
    const other = newId();
    await inventory.openOutlet(other);
    for (let count = 0; count < 3; count += 1) await inventory.post('/inventory/items', { ...item(), outletId: other });
    const first = await http.get(`/inventory/items?outlet=${other}&limit=2`, { token });
    expect(first.at('data')).toHaveLength(2);
    const cursor = String(first.at('meta.nextCursor'));
    const second = await http.get(`/inventory/items?outlet=${other}&limit=2&cursor=${cursor}`, { token });
    expect([second.at('data.length'), second.at('meta.nextCursor')]).toEqual([1, null]);

    const limited = await inventory.it.mintToken({
      tenantId: inventory.tenant.id,
      roles: ['MANAGER'],
      outlets: [inventory.outletId],
    });
    expect((await http.get(`/inventory/items?outlet=${other}`, { token: limited })).code).toBe('NOT_FOUND');
    expect((await http.get(`/inventory/items?outlet=${newId()}`, { token })).code).toBe('NOT_FOUND');
    const foreign = String(first.at('data.0.id'));
    const answers = await Promise.all([
      http.get(`/inventory/items/${foreign}`, { token: limited }),
      http.patch(`/inventory/items/${foreign}`, { token: limited, body: { name: 'Mine' } }),
      http.patch('/inventory/deduct', { token: limited, body: { stockItemId: foreign, quantity: 1, reason: 'WASTE' } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 422]);
    expect((await http.get('/inventory/recipes?limit=1', { token: limited })).status).toBe(200);
  });

  it('of another tenant looks like a missing one', async () => {
    const { stockItemId } = await inventory.stocked(5);
    const other = await inventory.it.addTenant();
    const stranger = await inventory.it.mintToken({ tenantId: other.id, roles: ['OWNER'] });
    const [theirs, missing] = await Promise.all(
      [stockItemId, newId()].map((id) => http.get(`/inventory/items/${id}`, { token: stranger })),
    );
    expect([theirs?.status, theirs?.code, theirs?.at('error.message')]).toEqual([
      404,
      'NOT_FOUND',
      missing?.at('error.message'),
    ]);
  });

  it.each([
    ['quantity zero', { quantity: 0 }, 'quantity OUT_OF_RANGE'],
    ['a quantity as text', { quantity: '1' }, 'quantity WRONG_TYPE'],
    ['a fraction', { quantity: 1.5 }, 'quantity WRONG_TYPE'],
    ['a field nobody knows', { quantity: 1, tenantId: newId() }, 'tenantId UNKNOWN_FIELD'],
  ])('refuses %s: 422', async (_, partial, fault) => {
    const { stockItemId } = await inventory.stocked(5);
    const reply = await http.post('/inventory/receive', { body: { stockItemId, ...partial }, token });
    expect([reply.status, reply.faults]).toEqual([422, [fault]]);
    expect(await inventory.level(stockItemId)).toEqual([5, 0]);
  });

  it('is nothing for customers: 403', async () => {
    const customer = await inventory.it.mintToken({ tenantId: inventory.tenant.id, roles: ['CUSTOMER'] });
    const reply = await http.get('/inventory/items', { token: customer });
    expect([reply.status, reply.code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('of the demo tenants is filled once, however often', async () => {
    const seed = inventory.it.app.get(SeedDemoStock);
    const count = async () =>
      (
        await inventory.it.query<{ items: string; recipes: string }>(
          'select (select count(*) from stock_item) as items, (select count(*) from recipe) as recipes',
        )
      )[0];
    await runInCall({}, () => seed.run());
    const once = await count();
    await runInCall({}, () => seed.run());
    expect(await count()).toEqual(once);
    await eventually('it is not empty', () => Number(once?.items) > 15);
  });
});
