import { itemAnswer, menuAvailabilityAnswer, StockOut } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { assertTenantIsolation, eventually, messageOf } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningCatalog } from './running-catalog.js';

/** Catalog on real servers; inventory is played by the test. */
describe('What the stock lacks', () => {
  let catalog: RunningCatalog;
  let elsewhere: string;
  beforeAll(async () => {
    catalog = await RunningCatalog.start();
    elsewhere = newId();
    await catalog.openOutlet(elsewhere, { code: 'KOR' });
  });
  afterAll(() => catalog.close());

  const here = async (id: string) => (await catalog.menuItem(id, `?outlet=${catalog.outletId}`)).available;
  const shows = (id: string, available: boolean) =>
    eventually(`the menu shows ${available}`, async () => (await here(id)) === available);
  const seenByStaff = async (id: string) => {
    const items = (await catalog.it.http.get('/menu/items?limit=100', { token: catalog.manager })).data(
      itemAnswer.array(),
    );
    return items.find((item) => item.id === id);
  };

  it('is sold out at that outlet by itself, and everybody hears of it; it ends by itself', async () => {
    const id = await catalog.addItem();
    const stockItemId = newId();
    expect(await here(id)).toBe(true);
    await catalog.stock('out', [id], { stockItemId, version: 3 });
    await shows(id, false);
    expect((await catalog.menuItem(id, `?outlet=${elsewhere}`)).available).toBe(true);
    expect((await catalog.menuItem(id)).available).toBe(true);
    const { outletId } = catalog;
    expect((await catalog.told('item.sold-out.v1', id)).data).toEqual({ itemId: id, until: null, outletId });
    expect(await seenByStaff(id)).toMatchObject({ available: true, soldOutAt: [], outOfStockAt: [outletId] });
    await catalog.stock('back', [id], { stockItemId, version: 4 });
    await shows(id, true);
    expect((await catalog.told('item.available-again.v1', id)).data).toEqual({ itemId: id, outletId });
    expect((await seenByStaff(id))?.outOfStockAt).toEqual([]);
  });

  it('is beside the pause by hand: each keeps the item away by itself', async () => {
    const id = await catalog.addItem();
    const stockItemId = newId();
    const pause = (available: boolean) =>
      catalog.patch(`/menu/items/${id}/availability`, { available, outletId: catalog.outletId });
    await catalog.stock('out', [id], { stockItemId, version: 1 });
    await shows(id, false);
    await pause(false);
    await catalog.stock('back', [id], { stockItemId, version: 2 });
    await eventually('the stock is there', async () => (await seenByStaff(id))?.outOfStockAt.length === 0);
    expect(await here(id)).toBe(false);
    await pause(true);
    expect(await here(id)).toBe(true);
    await catalog.stock('out', [id], { stockItemId, version: 3 });
    await shows(id, false);
    await pause(true);
    expect(await here(id)).toBe(false);
  });

  it('lasts until the last of several lacking things is there', async () => {
    const id = await catalog.addItem();
    const [paneer, cream] = [newId(), newId()];
    await catalog.stock('out', [id], { stockItemId: paneer, version: 1 });
    await catalog.stock('out', [id], { stockItemId: cream, version: 1 });
    await shows(id, false);
    await catalog.stock('back', [id], { stockItemId: paneer, version: 2 });
    const witness = await catalog.addItem();
    await catalog.stock('out', [witness], { stockItemId: paneer, version: 3 });
    await shows(witness, false);
    expect(await here(id)).toBe(false);
    await catalog.stock('back', [id], { stockItemId: cream, version: 2 });
    await shows(id, true);
  });

  it('is not opened again by what comes twice, or late', async () => {
    const id = await catalog.addItem();
    const stockItemId = newId();
    await catalog.stock('back', [id], { stockItemId, version: 7 });
    await catalog.stock('out', [id], { stockItemId, version: 6, times: 2 });
    const witness = await catalog.addItem();
    await catalog.stock('out', [witness], { stockItemId, version: 8, times: 2 });
    await shows(witness, false);
    expect(await here(id)).toBe(true);
    const told = (subject: string) =>
      catalog.heard.messages.filter(
        ({ headers }) => headers['ce_subject'] === subject && headers['ce_type'] === 'item.sold-out.v1',
      );
    await eventually('it is told', async () => {
      await catalog.heard.catchUp();
      return told(witness).length > 0;
    });
    expect([told(id).length, told(witness).length]).toEqual([0, 1]);
  });

  it('of another tenant changes nothing here, and of an unknown item nothing at all', async () => {
    const id = await catalog.addItem();
    const stranger = await catalog.it.addTenant();
    const [stockItemId, witness] = [newId(), await catalog.addItem()];
    const level = {
      stockItemId,
      outletId: catalog.outletId,
      name: 'x',
      unit: 'g',
      onHand: 0,
      held: 0,
      reorderLevel: 0,
    };
    const data = { ...level, itemIds: [id] };
    await catalog.it.kafka.send(messageOf(StockOut, { tenantId: stranger.id, aggregateId: stockItemId, data }));
    await catalog.stock('out', [newId(), witness], { stockItemId, version: 1 });
    await shows(witness, false);
    await eventually('the other tenant has its gap', async () => {
      const rows = await catalog.it.query('select 1 from stock_gap where tenant_id = $1', [stranger.id]);
      return rows.length === 1;
    });
    expect(await here(id)).toBe(true);
  });

  it('answers what can be had, with a tag and 304 as long as nothing changed', async () => {
    const id = await catalog.addItem();
    const path = `/menu/availability?outlet=${catalog.outletId}`;
    const first = await catalog.get(path);
    const { outletId, fulfilment, items } = first.data(menuAvailabilityAnswer);
    expect([outletId, fulfilment]).toEqual([catalog.outletId, null]);
    expect(items.filter(({ itemId }) => itemId === id)).toEqual([
      { itemId: id, available: true, unavailableUntil: null },
    ]);
    const headers = { 'if-none-match': String(first.headers['etag']) };
    expect((await catalog.get(path, headers)).status).toBe(304);
    await catalog.stock('out', [id], { stockItemId: newId(), version: 1 });
    await eventually('it is another answer', async () => (await catalog.get(path, headers)).status === 200);
    const later = (await catalog.get(path)).data(menuAvailabilityAnswer);
    expect(later.items.find(({ itemId }) => itemId === id)?.available).toBe(false);
    const takeaway = (await catalog.get(`${path}&fulfilment=TAKEAWAY`)).data(menuAvailabilityAnswer);
    expect(takeaway.fulfilment).toBe('TAKEAWAY');
  });

  it('is asked for at an outlet of the tenant: 422 without one, 404 for another', async () => {
    const missing = await catalog.get('/menu/availability');
    expect([missing.status, missing.faults]).toEqual([422, ['outlet REQUIRED']]);
    const odd = await catalog.get('/menu/availability?outlet=here&tenantId=x');
    expect([odd.status, odd.code]).toEqual([422, 'VALIDATION_FAILED']);
    const unknown = await catalog.get(`/menu/availability?outlet=${newId()}`);
    expect([unknown.status, unknown.code]).toEqual([404, 'NOT_FOUND']);
    const stranger = await catalog.it.addTenant();
    const path = `/menu/availability?outlet=${catalog.outletId}`;
    const foreign = await catalog.it.http.get(path, { tenant: stranger.slug });
    expect([foreign.status, foreign.code]).toEqual([404, 'NOT_FOUND']);
    const stream = await catalog.it.http.get(path, {
      tenant: stranger.slug,
      headers: { accept: 'text/event-stream' },
    });
    expect([stream.status, stream.code]).toEqual([404, 'NOT_FOUND']);
    expect((await catalog.it.http.get(path)).code).toBe('TENANT_REQUIRED');
  });

  it('belongs to one tenant', async () => {
    await assertTenantIsolation(catalog.it.database);
  });
});
