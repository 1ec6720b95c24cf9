import { newId } from '@chowk/kit';
import { eventually, type TestService } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisLine } from './redis-line.js';
import { RunningCatalog } from './running-catalog.js';
import { StreamReader } from './stream-reader.js';

/** What is promised is a second; a machine that runs many tests at once takes longer for everything. */
const within = { timeout: 3_000 };

describe('A phone that only browses', () => {
  let catalog: RunningCatalog;
  let other: TestService;
  let distant: TestService;
  let line: RedisLine;
  let itemId: string;
  beforeAll(async () => {
    catalog = await RunningCatalog.start({ MENU_STREAM_HEARTBEAT_MS: '100' });
    line = await RedisLine.lay();
    other = await catalog.another();
    distant = await catalog.another({ REDIS_URL: line.url });
    itemId = await catalog.addItem();
  });
  afterAll(async () => {
    await other.close();
    await distant.close();
    await line.close();
    await catalog.close();
  });

  const open = (instance = catalog.it) => StreamReader.open(instance.url, catalog.tenant.slug, catalog.outletId);
  const soldOut = (available: boolean) => catalog.patch(`/menu/items/${itemId}/availability`, { available });

  it('is told at first all that can be had, then each change once, on every instance within a second', async () => {
    const phones = await Promise.all([open(), open(), open(other)]);
    await eventually('all know the menu', () => phones.every((phone) => phone.canHave(itemId) === true), within);
    await soldOut(false);
    await eventually('all hear it', () => phones.every((phone) => phone.canHave(itemId) === false), within);
    await soldOut(true);
    await eventually('all hear it again', () => phones.every((phone) => phone.canHave(itemId) === true), within);
    for (const phone of phones) expect(phone.events).toEqual(['availability', 'change', 'change']);
    for (const phone of phones) phone.close();
  });

  it('is told within a second that the last portion is gone, and that there are more', async () => {
    const phone = await open(other);
    await eventually('it knows the menu', () => phone.canHave(itemId) === true, within);
    const stockItemId = newId();
    await catalog.stock('out', [itemId], { stockItemId, version: 1 });
    await eventually('it hears that it is sold out', () => phone.canHave(itemId) === false, within);
    await catalog.stock('back', [itemId], { stockItemId, version: 2 });
    await eventually('it hears that it is back', () => phone.canHave(itemId) === true, within);
    phone.close();
  });

  it('hears nothing of what it does not see, and of items that come and go', async () => {
    const phone = await open();
    await eventually('it knows the menu', () => phone.events.length === 1, within);
    await catalog.patch(`/menu/items/${itemId}`, { name: { en: 'Renamed' } });
    const added = await catalog.addItem();
    await eventually('it hears of the new item', () => phone.canHave(added) === true, within);
    expect(phone.events).toEqual(['availability', 'change']);
    await catalog.remove(`/menu/items/${added}`);
    await eventually('it hears that it is gone', () => phone.canHave(added) === false, within);
    phone.close();
  });

  it('hears what changes by the clock alone', async () => {
    const until = new Date(Date.now() + 60_000).toISOString();
    await catalog.patch(`/menu/items/${itemId}/availability`, { available: false, until });
    const phone = await open();
    await eventually('it is sold out', () => phone.canHave(itemId) === false, within);
    try {
      await catalog.moveClock(61_000, other, distant);
      await eventually('it is back', () => phone.canHave(itemId) === true, { timeout: 3_000 });
    } finally {
      await catalog.moveClock(0, other, distant);
      await soldOut(true);
      phone.close();
    }
  });

  it('hears all the same while its instance is cut off from Redis', async () => {
    line.cut();
    const phone = await open(distant);
    await eventually('it knows the menu', () => phone.canHave(itemId) === true, { timeout: 3_000 });
    await soldOut(false);
    await eventually('it hears it', () => phone.canHave(itemId) === false, { timeout: 5_000 });
    line.mend();
    await soldOut(true);
    await eventually('it hears it again', () => phone.canHave(itemId) === true, { timeout: 5_000 });
    phone.close();
  });

  it('is kept in touch by heartbeats', async () => {
    const phone = await open();
    await eventually('several beats', () => phone.beats >= 3, { timeout: 3_000 });
    expect(phone.events).toEqual(['availability']);
    phone.close();
  });

  it('waits outside while too many follow, and gets in when one leaves: 503 with Retry-After', async () => {
    const small = await catalog.another({ MENU_STREAMS_MOST: '2' });
    const [first, second] = [await open(small), await open(small)];
    await expect(open(small)).rejects.toThrow('503 retry after 5');
    expect((await catalog.menu('', small)).currency).toBe('INR');
    first.close();
    const third = await eventually('there is room', () => open(small).catch(() => undefined));
    for (const phone of [second, third]) phone.close();
    await small.close();
  });

  it('is let go when its tenant is suspended, and when the instance ends', async () => {
    const guest = await catalog.it.addTenant();
    const outletId = newId();
    await catalog.openOutlet(outletId, {}, guest.id);
    const dying = await catalog.another();
    const [suspended, cut] = [await StreamReader.open(catalog.it.url, guest.slug, outletId), await open(dying)];
    await dying.close();
    await eventually('the instance took its streams along', () => cut.ended);
    await catalog.it.addTenant({ ...guest, status: 'SUSPENDED' });
    await eventually('the tenant is not shown any more', () => suspended.ended, { timeout: 15_000 });
  });
});
