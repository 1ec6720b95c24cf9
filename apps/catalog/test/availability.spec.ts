import { businessDate, newId } from '@chowk/kit';
import { eventually, type Reply } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningCatalog } from './running-catalog.js';

const outcome = (reply: Reply) => [reply.status, reply.code];

describe('Sold out', () => {
  let catalog: RunningCatalog;
  let koramangala: string;
  let cook: string;
  beforeAll(async () => {
    catalog = await RunningCatalog.start();
    koramangala = newId();
    await catalog.openOutlet(koramangala, { code: 'KOR', businessDayStart: '06:00' });
    cook = await catalog.it.mintToken({ tenantId: catalog.tenant.id, roles: ['KITCHEN'], outlets: [koramangala] });
  });
  afterAll(() => catalog.close());

  const set = (id: string, body: Record<string, unknown>, token = catalog.manager) =>
    catalog.patch(`/menu/items/${id}/availability`, body, undefined, token);
  const availableAt = async (id: string, outletId?: string) =>
    (await catalog.menuItem(id, outletId === undefined ? '' : `?outlet=${outletId}`)).available;

  it('shows at once, is told once however often it is said, and ends the same way', async () => {
    const id = await catalog.addItem();
    const first = await set(id, { available: false });
    expect([first.status, first.at('data.available'), first.at('data.version')]).toEqual([200, false, 2]);
    expect(await availableAt(id)).toBe(false);
    const again = await set(id, { available: false });
    expect([again.status, again.at('data.version')]).toEqual([200, 2]);
    expect((await catalog.told('item.sold-out.v1', id)).data).toEqual({ itemId: id, until: null, outletId: null });
    await catalog.told('catalog.item.state.v1', id, ({ available }) => available === false);
    await set(id, { available: true });
    expect(await availableAt(id)).toBe(true);
    expect((await catalog.told('item.available-again.v1', id)).data).toEqual({ itemId: id, outletId: null });
  });

  it('until an instant returns by itself, and everybody hears of it', async () => {
    const id = await catalog.addItem();
    const until = new Date(Date.now() + 60_000).toISOString();
    const reply = await set(id, { available: false, until });
    expect(reply.at('data.unavailableUntil')).toBe(until);
    expect(await catalog.menuItem(id)).toMatchObject({ available: false, unavailableUntil: until });
    try {
      await catalog.moveClock(61_000);
      expect(await availableAt(id)).toBe(true);
      await catalog.told('item.available-again.v1', id);
      await catalog.told(
        'catalog.item.state.v1',
        id,
        (data) => data['available'] === true && data['unavailableUntil'] === null,
      );
      await eventually('the item is as before', async () => (await catalog.menuItem(id)).version === 3);
    } finally {
      await catalog.moveClock(0);
    }
  });

  it("until tomorrow ends when the outlet's next business day begins, or the tenant's", async () => {
    const id = await catalog.addItem();
    const everywhere = new Date(
      String((await set(id, { available: false, until: 'tomorrow' })).at('data.unavailableUntil')),
    );
    const reply = await set(id, { available: false, until: 'tomorrow', outletId: koramangala });
    const there = new Date(String(reply.at('data.soldOutAt.0.until')));
    for (const [end, businessDayStart] of [
      [everywhere, '04:00'],
      [there, '06:00'],
    ] as const) {
      const day = { timeZone: 'Asia/Kolkata', businessDayStart };
      expect(businessDate(end, day) > businessDate(new Date(), day)).toBe(true);
      expect(businessDate(new Date(end.getTime() - 1), day)).toBe(businessDate(new Date(), day));
    }
  });

  it('at one outlet leaves the others alone, and returns there by itself', async () => {
    const id = await catalog.addItem();
    const until = new Date(Date.now() + 60_000).toISOString();
    await set(id, { available: false, outletId: koramangala, until });
    expect(
      await Promise.all([availableAt(id, koramangala), availableAt(id, catalog.outletId), availableAt(id)]),
    ).toEqual([false, true, true]);
    const { data } = await catalog.told('catalog.item.state.v1', id, ({ overrides }) =>
      JSON.stringify(overrides).includes('false'),
    );
    expect(data['overrides']).toMatchObject([{ outletId: koramangala, available: false, price: null }]);
    try {
      await catalog.moveClock(61_000);
      expect(await availableAt(id, koramangala)).toBe(true);
      expect((await catalog.told('item.available-again.v1', id)).data).toEqual({ itemId: id, outletId: koramangala });
    } finally {
      await catalog.moveClock(0);
    }
  });

  it('said by a cook holds where the cook works, and nowhere else', async () => {
    const id = await catalog.addItem();
    expect((await set(id, { available: false }, cook)).status).toBe(200);
    expect(await Promise.all([availableAt(id, koramangala), availableAt(id, catalog.outletId)])).toEqual([false, true]);
    const elsewhere = await set(id, { available: false, outletId: catalog.outletId }, cook);
    expect([...outcome(elsewhere), ...elsewhere.faults]).toEqual([
      422,
      'UNKNOWN_REFERENCE',
      'outletId UNKNOWN_REFERENCE',
    ]);
    await set(id, { available: false });
    await set(id, { available: true }, cook);
    expect((await set(id, { available: true }, cook)).at('data')).toMatchObject({ available: false, soldOutAt: [] });
  });

  it.each([
    ['an end in the past', { available: false, until: '2020-01-01T00:00:00Z' }, ['until OUT_OF_RANGE']],
    ['a day that does not exist', { available: false, until: '2026-02-31T00:00:00Z' }, ['until INVALID_DATE']],
    ['an end of what can be had', { available: true, until: 'tomorrow' }, ['until NOT_ALLOWED']],
    ['a word for yes', { available: 'yes' }, ['available WRONG_TYPE']],
    ['a field nobody knows', { available: true, price: 1 }, ['price UNKNOWN_FIELD']],
  ])('refuses %s: 422', async (_, body, faults) => {
    const id = await catalog.addItem();
    const reply = await set(id, body);
    expect([...outcome(reply), reply.faults]).toEqual([422, 'VALIDATION_FAILED', faults]);
    expect((await catalog.menuItem(id)).version).toBe(1);
  });

  it('lets a manager of one outlet write the overrides of that outlet alone', async () => {
    const manager = await catalog.it.mintToken({
      tenantId: catalog.tenant.id,
      roles: ['MANAGER'],
      outlets: [koramangala],
    });
    const { outletId } = catalog;
    const id = await catalog.addItem({ overrides: [{ outletId, price: 7_000 }] });
    const written = { overrides: [{ outletId: koramangala, price: 8_000 }] };
    const reply = await catalog.patch(`/menu/items/${id}`, written, undefined, manager);
    expect(reply.at('data.overrides')).toMatchObject([
      { outletId, price: 7_000 },
      { outletId: koramangala, price: 8_000 },
    ]);
    const foreign = await catalog.patch(
      `/menu/items/${id}`,
      { overrides: [{ outletId, price: 1 }] },
      undefined,
      manager,
    );
    expect(foreign.faults).toEqual(['overrides.0.outletId UNKNOWN_REFERENCE']);
  });
});
