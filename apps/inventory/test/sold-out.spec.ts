import { newId } from '@chowk/kit';
import { itemMother } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningInventory } from './running-inventory.js';

describe('An item of the menu', () => {
  let inventory: RunningInventory;
  let token: string;
  beforeAll(async () => {
    inventory = await RunningInventory.start();
    token = inventory.manager;
  });
  afterAll(() => inventory.close());

  const news = async (stockItemId: string) =>
    (await inventory.said(stockItemId)).flatMap(([type, data]) =>
      type === 'stock.out.v1' || type === 'stock.back.v1' ? [[type.slice(6, -3), data['itemIds']]] : [],
    );
  const receive = (stockItemId: string, quantity: number) =>
    inventory.post('/inventory/receive', { stockItemId, quantity });
  const patch = (path: string, body: unknown) => inventory.it.http.patch(path, { body, token });
  const hold = async (itemId: string, quantity: number) => {
    const orderId = newId();
    await inventory.placed(orderId, [{ itemId, quantity }]);
    await inventory.answer('inventory.reserved.v1', orderId);
    return orderId;
  };

  it('is out when one serving can no longer be made of what is free, holds counted, and back when it can', async () => {
    const { itemId, stockItemId } = await inventory.stocked(10, 3);
    const orderId = await hold(itemId, 2);
    expect(await news(stockItemId)).toEqual([['back', []]]);
    const last = await hold(itemId, 1);
    await inventory.answer('stock.out.v1', stockItemId);
    await inventory.expired(last);
    await inventory.answer('stock.back.v1', stockItemId, ({ itemIds }) => String(itemIds) === itemId);
    await inventory.confirmed(orderId);
    await inventory.answer('inventory.committed.v1', orderId);
    await patch('/inventory/deduct', { stockItemId, quantity: 2, reason: 'STAFF_MEAL' });
    await receive(stockItemId, 1);
    await inventory.answer('stock.moved.v1', stockItemId, ({ kind }) => kind === 'RECEIVE');
    expect(await news(stockItemId)).toEqual([
      ['back', []],
      ['out', [itemId]],
      ['back', [itemId]],
      ['out', [itemId]],
      ['back', [itemId]],
    ]);
  });

  it('goes with others that need more of the same, each at its own measure', async () => {
    const { itemId: small, stockItemId, sku } = await inventory.stocked(10, 2);
    const big = await inventory.sell();
    await inventory.post('/inventory/recipes', { target: 'ITEM', targetId: big, ingredients: [{ sku, quantity: 8 }] });
    await patch('/inventory/deduct', { stockItemId, quantity: 5, reason: 'WASTE' });
    await patch('/inventory/deduct', { stockItemId, quantity: 4, reason: 'WASTE' });
    await receive(stockItemId, 20);
    const back = await inventory.answer('stock.back.v1', stockItemId, ({ onHand }) => onHand === 21);
    expect(back['itemIds']).toEqual([small, big].sort());
    expect((await news(stockItemId)).slice(1, 3)).toEqual([
      ['out', [big]],
      ['out', [small]],
    ]);
  });

  it('with variants is out when the smallest of them is', async () => {
    const { sku, stockItemId } = await inventory.count(3);
    const variants = [newId(), newId()].map((id) => ({ id, name: { en: 'V' }, price: 1, isDefault: false }));
    const itemId = await inventory.sell({ variants });
    for (const [index, quantity] of [1, 2].entries())
      await inventory.post('/inventory/recipes', {
        target: 'VARIANT',
        targetId: variants[index]?.id,
        ingredients: [{ sku, quantity }],
      });
    await patch('/inventory/deduct', { stockItemId, quantity: 2, reason: 'WASTE' });
    await patch('/inventory/deduct', { stockItemId, quantity: 1, reason: 'WASTE' });
    await inventory.answer('stock.out.v1', stockItemId);
    expect(await news(stockItemId)).toEqual([
      ['back', []],
      ['out', [itemId]],
    ]);
  });

  it('is out or back by a new recipe, a rewritten one, and when catalog takes it off the menu', async () => {
    const { stockItemId, sku } = await inventory.count(5);
    const item = itemMother();
    await inventory.sell(item);
    const recipe = await inventory.post('/inventory/recipes', {
      target: 'ITEM',
      targetId: item.id,
      ingredients: [{ sku, quantity: 6 }],
    });
    await inventory.answer('stock.out.v1', stockItemId);
    const path = `/inventory/recipes/${String(recipe.at('data.id'))}`;
    await patch(path, { ingredients: [{ sku, quantity: 5 }] });
    await inventory.answer('stock.back.v1', stockItemId, ({ itemIds }) => String(itemIds) === item.id);
    await patch(path, { ingredients: [{ sku, quantity: 7 }] });
    await inventory.sell({ ...item, removed: true }, 2);
    await inventory.sell({ ...item, name: { en: 'The same' } }, 2);
    await inventory.heard.catchUp();
    expect(await news(stockItemId)).toEqual([
      ['back', []],
      ['out', [item.id]],
      ['back', [item.id]],
      ['out', [item.id]],
      ['back', [item.id]],
    ]);
  });

  it('is never closed by what only warns; a new policy opens and closes it', async () => {
    const { itemId, stockItemId } = await inventory.stocked(2, 3);
    const change = (policy: string) => patch(`/inventory/items/${stockItemId}`, { policy });
    expect((await change('WARN')).at('data.policy')).toBe('WARN');
    await hold(itemId, 5);
    const blocked = await change('BLOCK');
    expect([blocked.status, blocked.code]).toEqual([409, 'STOCK_TOO_LOW']);
    expect(blocked.at('error.details')).toEqual([{ stockItemId, requested: 15, available: 2 }]);
    await receive(stockItemId, 14);
    expect((await change('BLOCK')).at('data')).toMatchObject({ policy: 'BLOCK', free: 1 });
    await inventory.heard.catchUp();
    expect(await news(stockItemId)).toEqual([
      ['back', []],
      ['out', [itemId]],
      ['back', [itemId]],
      ['out', [itemId]],
    ]);
  });

  it('is out at an outlet that begins to count something with too little', async () => {
    const { itemId, sku } = await inventory.stocked(5, 4);
    const elsewhere = newId();
    await inventory.openOutlet(elsewhere);
    const body = { outletId: elsewhere, sku, name: sku, unit: 'piece', onHand: 3 };
    const made = await inventory.post('/inventory/items', body);
    const out = await inventory.answer('stock.out.v1', String(made.at('data.id')));
    expect([out['outletId'], out['itemIds']]).toEqual([elsewhere, [itemId]]);
  });

  it('must be known before it gets a recipe: 422 with the place for what nobody sells, whoever else does', async () => {
    const { sku } = await inventory.count(5);
    const recipe = (target: string, targetId: string, as = token) =>
      inventory.it.http.post('/inventory/recipes', {
        body: { target, targetId, ingredients: [{ sku, quantity: 1 }] },
        token: as,
      });
    const old = '01890000-0000-7000-8000-000000000001';
    for (const target of ['ITEM', 'VARIANT', 'MODIFIER']) {
      const reply = await recipe(target, old);
      expect([reply.status, reply.code, reply.faults]).toEqual([
        422,
        'UNKNOWN_REFERENCE',
        ['targetId UNKNOWN_REFERENCE'],
      ]);
    }
    const late = await recipe('ITEM', newId());
    expect([late.status, late.code, late.headers['retry-after']]).toEqual([503, 'NOT_YET_AVAILABLE', '1']);
    const stranger = await inventory.it.addTenant();
    const theirs = await inventory.it.mintToken({ tenantId: stranger.id, roles: ['MANAGER'] });
    const young = await inventory.sell({ id: newId() });
    expect([(await recipe('ITEM', young, theirs)).code, (await recipe('ITEM', young)).status]).toEqual([
      'UNKNOWN_REFERENCE',
      201,
    ]);
    const modifier = { id: newId(), name: { en: 'Cheese' }, price: 1, available: true };
    const group = { id: newId(), name: { en: 'Extras' }, minChoices: 0, maxChoices: 1, modifiers: [modifier] };
    await inventory.sell({ modifierGroups: [group] });
    expect((await recipe('MODIFIER', modifier.id)).status).toBe(201);
    const removed = await inventory.sell({ id: '01890000-0000-7000-8000-000000000002', removed: true });
    expect((await recipe('ITEM', removed)).code).toBe('UNKNOWN_REFERENCE');
  });

  it('that is told of while its recipe waits is not refused', async () => {
    const { sku } = await inventory.count(5);
    const itemId = newId();
    const [reply] = await Promise.all([
      inventory.it.http.post('/inventory/recipes', {
        body: { target: 'ITEM', targetId: itemId, ingredients: [{ sku, quantity: 1 }] },
        token,
      }),
      inventory.sell({ id: itemId }),
    ]);
    expect([reply.status, reply.at('data.targetId')]).toEqual([201, itemId]);
  });
});
