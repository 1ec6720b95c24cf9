import type { Redis } from 'ioredis';
import { ShortMemory } from './short-memory.js';

export interface HeardMemoryOptions {
  /** Where news come; each is the id of a tenant of which something has changed. See {@link newsChannel}. */
  readonly channel: string;
  /** Milliseconds from the question in which its answer is believed although no news came, since they may be lost with a line that died silently. */
  readonly believedMs: number;
  readonly mostTenants: number;
  /** Things that are remembered of one tenant. */
  readonly mostOfEach: number;
  /** Is told why nothing is heard. */
  readonly report: (error: unknown) => void;
}

/** The Redis channel on which a service tells whose public answers have changed, before it answers who changed them. */
export function newsChannel(prefix: string, service: string): string {
  return `${prefix}${service}:news`;
}

/**
 * What was found out of a tenant a moment ago, forgotten as soon as news of that tenant come on a Redis channel. Without the channel nothing
 * is believed.
 */
export class HeardMemory<Value> {
  readonly #line: Redis;
  readonly #tenants: ShortMemory<ShortMemory<{ readonly value: Value; readonly askedAt: number }>>;
  #hears = false;
  /** Grows with all news: what was asked for before them is not believed. */
  #news = 0;

  /** Listens on a line of its own beside `redis`. */
  constructor(
    redis: Redis,
    private readonly options: HeardMemoryOptions,
  ) {
    this.#tenants = new ShortMemory(options.mostTenants);
    this.#line = redis.duplicate({ lazyConnect: false, commandTimeout: 2_000, autoResubscribe: false });
    this.#line.on('error', options.report);
    this.#line.on('message', (_channel, tenantId) => this.forget(tenantId));
    this.#line.on('close', () => this.#lose());
    this.#line.on('ready', () => {
      this.#line.subscribe(options.channel).then(() => (this.#hears = true), options.report);
    });
  }

  /** What is known, as far as can be told without asking. */
  get(tenantId: string, key: string): Value | undefined {
    const known = this.#tenants.get(tenantId)?.get(key);
    return known && performance.now() - known.askedAt < this.options.believedMs ? known.value : undefined;
  }

  /** To be called before it is asked for; what comes is kept by what this returns, unless news came meanwhile. */
  asking(): (tenantId: string, key: string, value: Value) => void {
    const [news, hears, askedAt] = [this.#news, this.#hears, performance.now()];
    return (tenantId, key, value) => {
      if (!hears || !this.#hears || news !== this.#news) return;
      const known = this.#tenants.get(tenantId) ?? new ShortMemory(this.options.mostOfEach);
      known.keep(key, { value, askedAt });
      this.#tenants.keep(tenantId, known);
    };
  }

  forget(tenantId: string): void {
    this.#news++;
    this.#tenants.forget(tenantId);
  }

  close(): void {
    this.#line.disconnect();
  }

  #lose(): void {
    this.#hears = false;
    this.#news++;
    this.#tenants.forgetAll();
  }
}
