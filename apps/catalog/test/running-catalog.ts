import { menuAnswer, menuItem, OutletState, StockBack, StockOut, type MenuAnswer, type Tenant } from '@chowk/contracts';
import { Clock, newId } from '@chowk/kit';
import {
  eventually,
  messageOf,
  outletMother,
  startTestService,
  testStack,
  type Reply,
  type TestService,
  type TopicListener,
} from '@chowk/testing';
import { Redis } from 'ioredis';
import { catalog } from '../src/catalog.module.js';

/** Catalog running on real servers, with a restaurant in Bengaluru that has one outlet and one category. */
export class RunningCatalog {
  private constructor(
    readonly it: TestService,
    readonly tenant: Tenant,
    readonly outletId: string,
    readonly manager: string,
    readonly heard: TopicListener,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<RunningCatalog> {
    const it = await startTestService(catalog, { env });
    const tenant = await it.addTenant();
    const outletId = newId();
    const manager = await it.mintToken({ tenantId: tenant.id, roles: ['MANAGER'] });
    const listener = it.kafka.listen('catalog', 'catalog.item.state');
    const running = new RunningCatalog(it, tenant, outletId, manager, listener);
    await running.openOutlet(outletId);
    return running;
  }

  /** Another instance on the same database and broker. */
  another(env: Readonly<Record<string, string>> = {}): Promise<TestService> {
    const { database, kafka, auth } = this.it;
    return startTestService(catalog, { database, kafka, auth, env });
  }

  async openOutlet(id: string, partial: Parameters<typeof outletMother>[0] = {}, tenantId = this.tenant.id) {
    const data = outletMother({ id, ...partial });
    await this.it.kafka.send(messageOf(OutletState, { tenantId, aggregateId: id, data }));
    await eventually('the outlet is known', async () => {
      const rows = await this.it.query('select 1 from known_outlet where id = $1', [id]);
      return rows.length === 1;
    });
  }

  /** Inventory says that there is too little of something to make the items at the outlet, or enough again; `times` the same message. */
  stock(
    what: 'out' | 'back',
    itemIds: readonly string[],
    { stockItemId, version, outletId = this.outletId, times = 1 }: ToldStock,
  ): Promise<void> {
    const level = { stockItemId, outletId, name: 'Poha', unit: 'g', onHand: 0, held: 0, reorderLevel: 0 };
    const fact = { tenantId: this.tenant.id, aggregateId: stockItemId, version, data: { ...level, itemIds } };
    const message = messageOf(what === 'out' ? StockOut : StockBack, fact);
    return this.it.kafka.send(...Array.from({ length: times }, () => message));
  }

  /** Tells a newer state of an outlet, in another zone. */
  moveOutlet(id: string, timeZone: string): Promise<void> {
    const data = outletMother({ id, timeZone });
    const fact = { tenantId: this.tenant.id, aggregateId: id, version: 2, data };
    return this.it.kafka.send(messageOf(OutletState, fact));
  }

  async addCategory(en = 'Snacks', token = this.manager): Promise<string> {
    return idOf(await this.post('/menu/categories', { name: { en, hi: `${en} (हिन्दी)` } }, token));
  }

  async addItem(partial: Record<string, unknown> = {}, token = this.manager): Promise<string> {
    const categoryIds = partial['categoryIds'] ?? [await this.addCategory('Snacks', token)];
    return idOf(await this.post('/menu/items', { ...itemBody(), ...partial, categoryIds }, token));
  }

  async post(path: string, body: unknown, token = this.manager): Promise<Reply> {
    const reply = await this.it.http.post(path, { body, token });
    if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${reply.text}`);
    return reply;
  }

  patch(path: string, body: unknown, version?: number, token = this.manager): Promise<Reply> {
    const headers = version === undefined ? {} : { 'if-match': `"${version}"` };
    return this.it.http.patch(path, { body, token, headers });
  }

  remove(path: string, version?: number): Promise<Reply> {
    const headers = version === undefined ? {} : { 'if-match': `"${version}"` };
    return this.it.http.delete(path, { token: this.manager, headers });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.it.http.get(path, { tenant: this.tenant.slug, headers });
  }

  async menu(query = '', instance = this.it): Promise<MenuAnswer> {
    return (await instance.http.get(`/menu${query}`, { tenant: this.tenant.slug })).data(menuAnswer);
  }

  async menuItem(id: string, query = '', instance = this.it) {
    return (await instance.http.get(`/menu/items/${id}${query}`, { tenant: this.tenant.slug })).data(menuItem);
  }

  /** Names of the items of the menu, in its order. */
  async names(query = '', instance = this.it): Promise<string[]> {
    return (await this.menu(query, instance)).categories.flatMap(({ items }) => items.map(({ name }) => name));
  }

  /** Sets the clock of all instances ahead by that much, for good. */
  async moveClock(ms: number, ...instances: readonly TestService[]): Promise<void> {
    await this.it.query('update clock_offset set offset_ms = $1', [ms]);
    for (const { app } of [this.it, ...instances]) app.get(Clock).setOffset(ms);
  }

  /** Waits for what catalog says about an item. */
  async told(type: string, itemId: string, fits: (data: Record<string, unknown>) => boolean = () => true) {
    const dataOf = (value: Buffer | string | null) => JSON.parse(String(value)) as Record<string, unknown>;
    const message = await this.heard.heard(
      `${type} of item ${itemId}`,
      ({ headers, value }) => headers['ce_type'] === type && headers['ce_subject'] === itemId && fits(dataOf(value)),
      { timeout: 20_000 },
    );
    return { data: dataOf(message.value), version: Number(message.headers['version']) };
  }

  /** Forgets all that this test's catalog keeps in Redis, as a flush would, and nobody else's. */
  async flushRedis(): Promise<number> {
    return withRedis(async (redis) => {
      const keys = await redis.keys(`${this.it.kafka.prefix}catalog:menu:*`);
      return keys.length === 0 ? 0 : redis.del(...keys);
    });
  }

  async close(): Promise<void> {
    await this.heard.close();
    await this.it.close();
  }
}

interface ToldStock {
  readonly stockItemId: string;
  readonly version: number;
  readonly outletId?: string;
  readonly times?: number;
}

export const idOf = (reply: Reply): string => String(reply.at('data.id'));

export const itemBody = () => ({
  name: { en: 'Poha', hi: 'पोहा' },
  diet: 'VEG',
  price: 6_000,
  tax: { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' },
  station: 'tawa',
});

async function withRedis<Result>(work: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = new Redis(testStack().redisUrl);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
