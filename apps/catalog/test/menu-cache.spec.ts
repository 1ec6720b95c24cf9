import { eventually, type TestService } from '@chowk/testing';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MenuCache } from '../src/menu/database/menu-cache.js';
import { RedisLine } from './redis-line.js';
import { RunningCatalog } from './running-catalog.js';

const hour = 3_600_000;

describe('Ready menus', () => {
  let catalog: RunningCatalog;
  let other: TestService;
  let line: RedisLine;
  let distant: TestService;
  let itemId: string;
  beforeAll(async () => {
    catalog = await RunningCatalog.start();
    line = await RedisLine.lay();
    other = await catalog.another();
    distant = await catalog.another({ REDIS_URL: line.url });
    itemId = await catalog.addItem();
  });
  beforeEach(() => line.mend());
  afterAll(async () => {
    await other.close();
    await distant.close();
    await line.close();
    await catalog.close();
  });

  /** Holds the tables of the menu so that whoever reads them waits, while `work` runs. */
  async function withoutDatabase<Result>(work: () => Promise<Result>): Promise<Result> {
    const client = new pg.Client({ connectionString: catalog.it.database.adminUrl });
    await client.connect();
    try {
      await client.query('begin; lock table menu, item, category, known_outlet in access exclusive mode');
      return await work();
    } finally {
      await client.end();
    }
  }

  const rename = async (en: string, instance = catalog.it) => {
    const reply = await instance.http.patch(`/menu/items/${itemId}`, {
      body: { name: { en } },
      token: catalog.manager,
    });
    expect([reply.status, reply.at('data.name.en')]).toEqual([200, en]);
  };

  it('are served without touching the tables of the menu, by every instance', async () => {
    await rename('Kept');
    await catalog.names();
    const names = await eventually('the ready menu has come to every instance', () =>
      withoutDatabase(() =>
        Promise.all([
          catalog.names(),
          catalog.names('', other),
          catalog.names('', distant),
          catalog.names('?veg=true'),
        ]),
      ),
    );
    expect(names).toEqual([['Kept'], ['Kept'], ['Kept'], ['Kept']]);
    expect((await catalog.menuItem(itemId)).name).toBe('Kept');
  });

  it('show a change at once on the instance that made it and on every other', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [from, to] = round % 2 === 0 ? [catalog.it, other] : [other, catalog.it];
      await rename(`Round ${round}`, from);
      expect(await catalog.names('', to)).toEqual([`Round ${round}`]);
      expect(await catalog.names('', from)).toEqual([`Round ${round}`]);
    }
  });

  it('show the last of many changes, however many read meanwhile', async () => {
    const reading = Array.from({ length: 40 }, (_, index) => catalog.names('', index % 2 ? other : catalog.it));
    for (let round = 0; round < 10; round += 1) await rename(`Busy ${round}`, round % 2 ? other : catalog.it);
    await Promise.all(reading);
    expect(await Promise.all([catalog.names(), catalog.names('', other)])).toEqual([['Busy 9'], ['Busy 9']]);
  });

  it('are made once for a crowd that finds none', async () => {
    await rename('Crowd');
    await catalog.flushRedis();
    const menus = await Promise.all(Array.from({ length: 30 }, () => catalog.get('/menu')));
    expect(new Set(menus.map(({ headers }) => headers['etag'])).size).toBe(1);
  });

  it('are made anew after Redis was flushed, and follow changes as before', async () => {
    await catalog.names();
    expect(await catalog.flushRedis()).toBeGreaterThan(0);
    expect(await catalog.names('', other)).toEqual(['Crowd']);
    await rename('After the flush');
    await catalog.flushRedis();
    expect(await catalog.names('', other)).toEqual(['After the flush']);
    expect(await withoutDatabase(() => catalog.names())).toEqual(['After the flush']);
  });

  it('come from the database while Redis is away, and while it does not answer', async () => {
    line.cut();
    expect(await catalog.names('', distant)).toEqual(['After the flush']);
    await rename('Without Redis', distant);
    expect(await catalog.names('', distant)).toEqual(['Without Redis']);
    line.silence();
    const from = performance.now();
    expect(await catalog.names('', distant)).toEqual(['Without Redis']);
    expect(performance.now() - from).toBeLessThan(2_000);
  });

  it('show a change within a second when its instance could not tell Redis', async () => {
    await rename('Known');
    expect(await catalog.names('', other)).toEqual(['Known']);
    line.cut();
    await rename('Told by the sweep', distant);
    await eventually(
      'the other instances show it',
      async () => (await catalog.names('', other))[0] === 'Told by the sweep',
      {
        timeout: 5_000,
      },
    );
    const untold = () => catalog.it.query('select 1 from menu where told < version');
    await eventually('it counts as told', async () => (await untold()).length === 0);
  });

  it('are not believed when what is kept is no menu', async () => {
    const cache = catalog.it.app.get(MenuCache);
    const tell = [catalog.tenant.id, 1_000_000, 'en,hi|-|-|Asia/Kolkata|false'] as const;
    await catalog.flushRedis();
    await cache.tell(tell[0], tell[1]);
    await cache.keep(...tell, 'not a menu');
    expect(await catalog.names()).toEqual(['Told by the sweep']);
    await catalog.flushRedis();
  });

  it('never go back to an older version', async () => {
    const cache = catalog.it.app.get(MenuCache);
    const tenantId = catalog.outletId;
    await cache.tell(tenantId, 5);
    await cache.keep(tenantId, 5, 'm', 'five');
    await cache.tell(tenantId, 4);
    expect(await cache.find(tenantId, 'm')).toEqual({ version: 5, kept: 'five' });
    expect(await cache.find(tenantId, 'other')).toEqual({ version: 5, kept: null });
    await cache.tell(tenantId, 6);
    expect(await cache.find(tenantId, 'm')).toEqual({ version: 6, kept: null });
  });

  it('end when a serving window closes, although nobody says anything', async () => {
    // Whatever the time is: a window that is open for the next two hours by the outlet's clock
    const wall = (at: number) => new Date(at + 5.5 * hour).toISOString().slice(11, 16);
    const now = Date.now();
    const window = { from: wall(now - hour), to: wall(now + 2 * hour) };
    await catalog.patch(`/menu/items/${itemId}`, { servingWindows: [window] });
    expect((await catalog.menuItem(itemId)).available).toBe(true);
    expect((await catalog.menuItem(itemId, `?outlet=${catalog.outletId}`)).available).toBe(true);
    try {
      await catalog.moveClock(3 * hour, other, distant);
      const later = await Promise.all([
        catalog.menuItem(itemId),
        catalog.menuItem(itemId, `?outlet=${catalog.outletId}`),
      ]);
      expect(later.map(({ available, unavailableUntil }) => [available, unavailableUntil])).toEqual([
        [false, null],
        [false, null],
      ]);
      expect(await catalog.names('?available=true', other)).toEqual([]);
    } finally {
      await catalog.moveClock(0, other, distant);
    }
    await catalog.patch(`/menu/items/${itemId}`, { servingWindows: [] });
  });

  it('are those of the zone that an outlet has now', async () => {
    const wall = (at: number) => new Date(at + 5.5 * hour).toISOString().slice(11, 16);
    const window = { from: wall(Date.now() - hour), to: wall(Date.now() + hour) };
    await catalog.patch(`/menu/items/${itemId}`, { servingWindows: [window] });
    const { outletId } = catalog;
    expect((await catalog.menuItem(itemId, `?outlet=${outletId}`)).available).toBe(true);
    await catalog.moveOutlet(outletId, 'America/New_York');
    await eventually('the item is not served there at this hour', async () => {
      const { available } = await catalog.menuItem(itemId, `?outlet=${outletId}`);
      return !available;
    });
  });
});
