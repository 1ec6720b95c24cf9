import { newId } from '@chowk/kit';
import type { Reply } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf, itemBody, RunningCatalog } from './running-catalog.js';

const outcome = (reply: Reply) => [reply.status, reply.code];

describe('Items', () => {
  let catalog: RunningCatalog;
  beforeAll(async () => {
    catalog = await RunningCatalog.start();
  });
  afterAll(() => catalog.close());

  const rows = async () =>
    (await catalog.it.query(`select (select count(*) from item) as items, (select count(*) from outbox) as outbox`))[0];

  it('are put on the menu and told whole: what order prices with', async () => {
    const categoryId = await catalog.addCategory();
    const reply = await catalog.post('/menu/items', {
      ...itemBody(),
      categoryIds: [categoryId],
      variants: [
        { name: { en: 'Half' }, price: 4_000 },
        { name: { en: 'Full' }, price: 6_000, isDefault: true },
      ],
    });
    const id = idOf(reply);
    expect(reply.headers['location']).toBe(`/api/v1/menu/items/${id}`);
    expect(reply.at('data')).toMatchObject({ version: 1, currency: 'INR', preparationMinutes: 10, available: true });
    const { data, version } = await catalog.told('catalog.item.state.v1', id);
    expect(version).toBe(1);
    expect(data).toMatchObject({ id, categoryIds: [categoryId], price: 6_000, removed: false, station: 'tawa' });
    expect(data['variants']).toEqual(reply.at('data.variants'));
  });

  it('are changed by what is named alone, with each changed price told and remembered', async () => {
    const id = await catalog.addItem({ tags: ['hot'], spice: 2 });
    const changed = await catalog.patch(`/menu/items/${id}`, { price: 6_500 }, 1);
    expect(changed.at('data')).toMatchObject({ price: 6_500, tags: ['hot'], spice: 2, version: 2 });
    await catalog.patch(`/menu/items/${id}`, { price: 7_000, name: { en: 'Indori poha' } });
    expect((await catalog.told('item.price-changed.v1', id)).data).toEqual({
      ...{ itemId: id, variantId: null, before: 6_000, after: 6_500 },
    });
    const prices = await catalog.it.http.get(`/menu/items/${id}/prices?limit=1`, { token: catalog.manager });
    expect(prices.at('data')).toMatchObject([{ before: 6_500, after: 7_000, currency: 'INR' }]);
    const cursor = String(prices.at('meta.nextCursor'));
    const older = await catalog.it.http.get(`/menu/items/${id}/prices?cursor=${cursor}`, { token: catalog.manager });
    expect([older.at('data.0.after'), older.at('meta.nextCursor')]).toEqual([6_500, null]);
  });

  it('keep their variants by id, get new ones without, and lose those left out', async () => {
    const id = await catalog.addItem({
      variants: [
        { name: { en: 'Half' }, price: 4_000 },
        { name: { en: 'Full' }, price: 6_000 },
      ],
    });
    const [state] = await catalog.it.query<{ variants: { id: string }[] }>('select variants from item where id = $1', [
      id,
    ]);
    const half = String(state?.variants[0]?.id);
    const variants = [
      { name: { en: 'Family' }, price: 9_000 },
      { id: half, name: { en: 'Half' }, price: 4_500 },
    ];
    const reply = await catalog.patch(`/menu/items/${id}`, { variants });
    expect(reply.at('data.variants')).toMatchObject([{ name: { en: 'Family' } }, { id: half, price: 4_500 }]);
    const told = await catalog.told('item.price-changed.v1', id);
    expect(told.data).toMatchObject({ variantId: half, before: 4_000, after: 4_500 });
    const foreign = await catalog.patch(`/menu/items/${id}`, {
      variants: [{ id: newId(), name: { en: 'X' }, price: 1 }],
    });
    expect([...outcome(foreign), ...foreign.faults]).toEqual([
      422,
      'UNKNOWN_REFERENCE',
      'variants.0.id UNKNOWN_REFERENCE',
    ]);
  });

  it('are changed by the version the caller saw: 412 with the current one', async () => {
    const id = await catalog.addItem();
    await catalog.patch(`/menu/items/${id}`, { price: 1 }, 1);
    const late = await catalog.patch(`/menu/items/${id}`, { price: 2 }, 1);
    expect([...outcome(late), late.at('error.details.version')]).toEqual([412, 'VERSION_CONFLICT', 2]);
    expect(outcome(await catalog.remove(`/menu/items/${id}`, 1))).toEqual([412, 'VERSION_CONFLICT']);
    expect(outcome(await catalog.patch(`/menu/items/${id}/availability`, { available: false }, 1))).toEqual([
      412,
      'VERSION_CONFLICT',
    ]);
  });

  it('are archived: off the menu, told as removed, and like missing from then on', async () => {
    const id = await catalog.addItem();
    const reply = await catalog.remove(`/menu/items/${id}`, 1);
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect((await catalog.get(`/menu/items/${id}`)).status).toBe(404);
    await catalog.told('catalog.item.state.v1', id, ({ removed }) => removed === true);
    const answers = await Promise.all([
      catalog.remove(`/menu/items/${id}`),
      catalog.patch(`/menu/items/${id}`, { price: 1 }),
      catalog.patch(`/menu/items/${id}/availability`, { available: false }),
      catalog.it.http.get(`/menu/items/${id}/prices`, { token: catalog.manager }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it('are listed for staff in all languages, page by page', async () => {
    await catalog.addItem();
    await catalog.addItem();
    const first = await catalog.it.http.get('/menu/items?limit=1', { token: catalog.manager });
    expect(first.at('data.0.name')).toEqual({ en: expect.any(String), hi: expect.any(String) });
    const cursor = String(first.at('meta.nextCursor'));
    const second = await catalog.it.http.get(`/menu/items?limit=1&cursor=${cursor}`, { token: catalog.manager });
    expect(second.at('data.0.id')).not.toBe(first.at('data.0.id'));
    expect(outcome(await catalog.it.http.get('/menu/items?cursor=x', { token: catalog.manager }))).toEqual([
      422,
      'VALIDATION_FAILED',
    ]);
  });

  it('name things of their own tenant alone: 422 with each place', async () => {
    const other = await catalog.it.addTenant();
    const owner = await catalog.it.mintToken({ tenantId: other.id, roles: ['OWNER'] });
    const foreign = await catalog.addCategory('Theirs', owner);
    const outletId = newId();
    await catalog.openOutlet(outletId, {}, other.id);
    const mine = await catalog.addCategory();
    const body = {
      ...itemBody(),
      categoryIds: [mine, foreign],
      modifierGroupIds: [newId()],
      overrides: [{ outletId, price: 1 }],
    };
    const before = await rows();
    const refused = await catalog.it.http.post('/menu/items', { body, token: catalog.manager });
    const expected = [
      'categoryIds.1 UNKNOWN_REFERENCE',
      'modifierGroupIds.0 UNKNOWN_REFERENCE',
      'overrides.0.outletId UNKNOWN_REFERENCE',
    ];
    expect([...outcome(refused), ...refused.faults]).toEqual([422, 'UNKNOWN_REFERENCE', ...expected]);
    const id = await catalog.addItem();
    const patched = await catalog.patch(`/menu/items/${id}`, { categoryIds: [foreign] });
    expect(patched.faults).toEqual(['categoryIds.0 UNKNOWN_REFERENCE']);
    expect(Number((await rows())?.['items'])).toBe(Number(before?.['items']) + 1);
  });

  it('of another tenant cannot be touched: 404, like missing ones', async () => {
    const id = await catalog.addItem();
    const other = await catalog.it.addTenant();
    const token = await catalog.it.mintToken({ tenantId: other.id, roles: ['OWNER'] });
    const answers = await Promise.all([
      catalog.patch(`/menu/items/${id}`, { price: 1 }, undefined, token),
      catalog.patch(`/menu/items/${id}/availability`, { available: false }, undefined, token),
      catalog.it.http.delete(`/menu/items/${id}`, { token }),
      catalog.it.http.get(`/menu/items/${id}/prices`, { token }),
    ]);
    expect(answers.map(outcome)).toEqual(answers.map(() => [404, 'NOT_FOUND']));
    expect((await catalog.menuItem(id)).version).toBe(1);
  });

  it('are written by those who may: 401 and 403', async () => {
    const id = await catalog.addItem();
    const { http } = catalog.it;
    const as = (...roles: Parameters<typeof catalog.it.mintToken>[0]['roles'][number][]) =>
      catalog.it.mintToken({ tenantId: catalog.tenant.id, roles });
    const [customer, kitchen, waiter] = await Promise.all([as('CUSTOMER'), as('KITCHEN'), as('WAITER')]);
    const body = { price: 1 };
    expect(outcome(await http.patch(`/menu/items/${id}`, { body, tenant: catalog.tenant.slug }))).toEqual([
      401,
      'AUTH_TOKEN_MISSING',
    ]);
    for (const token of [customer, kitchen, waiter])
      expect(outcome(await http.patch(`/menu/items/${id}`, { body, token }))).toEqual([403, 'PERMISSION_DENIED']);
    const soldOut = { available: false };
    expect((await http.patch(`/menu/items/${id}/availability`, { body: soldOut, token: kitchen })).status).toBe(200);
    expect((await http.patch(`/menu/items/${id}/availability`, { body: soldOut, token: waiter })).status).toBe(403);
    expect((await http.get('/menu/items', { token: customer })).status).toBe(403);
  });

  it('are added once per idempotency key', async () => {
    const body = { ...itemBody(), categoryIds: [await catalog.addCategory()] };
    const add = (price: number) =>
      catalog.it.http.post('/menu/items', { body: { ...body, price }, token: catalog.manager, key: 'poha-1' });
    const [first, again, otherwise] = [await add(1), await add(1), await add(2)];
    expect([again.status, again.text, again.headers['idempotency-replayed']]).toEqual([201, first.text, 'true']);
    expect(outcome(otherwise)).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });
});
