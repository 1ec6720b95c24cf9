import type { Redis } from 'ioredis';

/** How long (ms) a version is believed without asking Redis again, since news may be lost with a line that died silently. */
const believedMs = 500;
const mostTenants = 1_000;

/**
 * The versions of menus that Redis named a moment ago, each forgotten as soon as news of another one come on the channel. Without the
 * channel nothing is believed.
 */
export class SeenVersions {
  readonly #line: Redis;
  readonly #seen = new Map<string, { readonly version: number; readonly at: number }>();
  #hears = false;
  /** Grows with all news: an answer that was on its way meanwhile is not believed. */
  #news = 0;

  /** Listens on a line of its own beside `redis`; `report` is told why it cannot. */
  constructor(
    redis: Redis,
    readonly channel: string,
    report: (error: unknown) => void,
  ) {
    this.#line = redis.duplicate({ lazyConnect: false, commandTimeout: 2_000, autoResubscribe: false });
    this.#line.on('error', report);
    this.#line.on('message', (_channel, tenantId) => this.forget(tenantId));
    this.#line.on('close', () => this.#lose());
    this.#line.on('ready', () => {
      this.#line.subscribe(channel).then(() => (this.#hears = true), report);
    });
  }

  /** Whether that is the newest version as far as can be known without asking. */
  isNewest(tenantId: string, version: number): boolean {
    const seen = this.#seen.get(tenantId);
    return seen?.version === version && performance.now() - seen.at < believedMs;
  }

  /** To be called before Redis is asked; the answer is noted by what this returns. */
  asking(): (tenantId: string, version: number) => void {
    const [news, at, hears] = [this.#news, performance.now(), this.#hears];
    return (tenantId, version) => {
      if (!hears || !this.#hears || news !== this.#news) return;
      if (this.#seen.size >= mostTenants) this.#seen.clear();
      this.#seen.set(tenantId, { version, at });
    };
  }

  forget(tenantId: string): void {
    this.#news++;
    this.#seen.delete(tenantId);
  }

  close(): void {
    this.#line.disconnect();
  }

  #lose(): void {
    this.#hears = false;
    this.#news++;
    this.#seen.clear();
  }
}
