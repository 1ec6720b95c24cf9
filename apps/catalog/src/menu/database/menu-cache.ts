import { HeardMemory, kitConfig, Log, newsChannel, type KitConfig } from '@chowk/kit';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { RedisScript } from './redis-script.js';

/** How long Redis is left alone after it failed, in milliseconds. */
const coolDownMs = 1_000;
/** A version is asked of the database again after this: a net under a flush that meets a change on its way. */
const versionSeconds = 60;
const menuSeconds = 3_600;
/** How long (ms) a version is believed without asking Redis again. */
const believedMs = 500;
const mostTenants = 1_000;

/** The newest version that is told, and the menu kept under it unless the asker has it. */
const look = new RedisScript(`
local version = redis.call('GET', KEYS[1])
if not version then return {} end
if version == ARGV[2] then return { version, '' } end
return { version, redis.call('GET', KEYS[1] .. ':' .. version .. ':' .. ARGV[1]) or '' }`);

/** Versions only grow, whoever is late. Instances that have seen an older one are told on their channel. */
const tell = new RedisScript(`
local known = tonumber(redis.call('GET', KEYS[1]) or '-1')
if tonumber(ARGV[1]) >= known then
  redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
  redis.call('PUBLISH', ARGV[3], ARGV[4])
end
return 1`);

const looked = z.tuple([z.coerce.number(), z.string()]).or(z.tuple([]));

/**
 * Menus that are ready to send, in Redis, for all instances. Each is kept under the version of the tenant's menu it was made
 * of, and only the newest version is looked under: what is old is never found again, and nobody has to delete it. Redis away:
 * nothing is found, and everything goes on.
 */
@Injectable()
export class MenuCache implements OnModuleDestroy {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #channel: string;
  /** The versions that Redis named a moment ago. */
  readonly #seen: HeardMemory<number>;
  #redisFrom = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(kitConfig.token) settings: KitConfig,
    private readonly log: Log,
  ) {
    this.#prefix = `${settings.CHOWK_PREFIX}catalog:menu:`;
    this.#redis = new Redis(settings.REDIS_URL, {
      lazyConnect: true,
      connectTimeout: 2_000,
      commandTimeout: 250,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(attempt * 100, coolDownMs),
    });
    this.#redis.on('error', (error: Error) => this.log.debug('Redis is away', { error }));
    this.#channel = newsChannel(settings.CHOWK_PREFIX, 'catalog');
    this.#seen = new HeardMemory(this.#redis, {
      ...{ channel: this.#channel, believedMs, mostTenants, mostOfEach: 1 },
      report: (error) => this.log.debug('news of menus are not heard', { error }),
    });
  }

  onModuleDestroy(): void {
    this.#redis.disconnect();
    this.#seen.close();
  }

  /**
   * The newest version and what is kept under that name, nothing when it is the version `held` already; null when no version is known or Redis
   * is away. Redis is not asked again for the version that is held, for half a second, unless news came of another one.
   */
  async find(tenantId: string, name: string, held?: number): Promise<{ version: number; kept: string | null } | null> {
    if (held !== undefined && this.#seen.get(tenantId, 'version') === held) return { version: held, kept: null };
    const note = this.#seen.asking();
    const values = [name, held ?? ''];
    const answer = looked.safeParse(await this.#ask((redis) => look.run(redis, [this.#keyOf(tenantId)], values)));
    if (!answer.success) return null;
    const [version, kept] = answer.data;
    if (version === undefined) return null;
    note(tenantId, 'version', version);
    return { version, kept: kept || null };
  }

  /** Keeps a menu for all who look under that version. */
  async keep(tenantId: string, version: number, name: string, menu: string): Promise<void> {
    const key = `${this.#keyOf(tenantId)}:${version}:${name}`;
    await this.#ask((redis) => redis.set(key, menu, 'EX', menuSeconds));
  }

  /**
   * Makes a version the one that is looked under, unless a newer one is; false when Redis is away. Who has just changed the
   * menu insists: Redis is asked although it failed a moment ago.
   */
  async tell(tenantId: string, version: number, { insist = false } = {}): Promise<boolean> {
    this.#seen.forget(tenantId);
    const values = [version, versionSeconds, this.#channel, tenantId];
    const told = await this.#ask(async (redis) => {
      const answer = await tell.run(redis, [this.#keyOf(tenantId)], values);
      // Redis answers in rounds: with the answer of a second one, the news of the first have left to all who listen
      await redis.ping();
      return answer;
    }, insist);
    this.#seen.forget(tenantId);
    return told === 1;
  }

  /** What Redis answers, or undefined when it does not; then it is left alone for a second, but for who insists. */
  async #ask(question: (redis: Redis) => Promise<unknown>, insist = false): Promise<unknown> {
    if (!insist && performance.now() < this.#redisFrom) return undefined;
    try {
      return await question(this.#redis);
    } catch (error) {
      if (performance.now() >= this.#redisFrom) this.log.warn('menus come from the database: no Redis', { error });
      this.#redisFrom = performance.now() + coolDownMs;
      return undefined;
    }
  }

  /** All keys of a tenant in one slot of a cluster. */
  #keyOf(tenantId: string): string {
    return `${this.#prefix}{${tenantId}}`;
  }
}
