import { TenantSuspended, Unavailable, type MenuAvailabilityQuery } from '@chowk/contracts';
import {
  currentTenantId,
  DomainError,
  every,
  Log,
  refuse,
  runInCall,
  TenantDirectory,
  Wakeups,
  type ConfigOf,
} from '@chowk/kit';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { once } from 'node:events';
import { catalogConfig } from '../../config.js';
import { menuNews } from '../database/menu-changes.js';
import { ShowAvailability, type ReadyAvailability } from '../use-cases/show-availability.js';
import { AvailabilityFeed } from './availability-feed.js';

/** A net under hints that were lost, and the ear for what changes by the clock alone. */
const sweepMs = 1_000;

/** Phones that only browse, of this instance: each is told within a second what can be had and what not. */
@Injectable()
export class AvailabilityStreams implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #feeds = new Map<string, AvailabilityFeed>();
  /** Per tenant that is followed here: how to stop hearing of its menu. */
  readonly #hearing = new Map<string, () => void>();
  #open = 0;
  #stops: (() => Promise<void>)[] = [];

  constructor(
    @Inject(catalogConfig.token) private readonly settings: ConfigOf<typeof catalogConfig>,
    private readonly showAvailability: ShowAvailability,
    private readonly tenants: TenantDirectory,
    private readonly wakeups: Wakeups,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const report = (error: unknown) =>
      this.log.warn('availability could not be looked up; it is tried again', { error });
    const beat = () => {
      for (const feed of this.#feeds.values()) feed.beat();
      return Promise.resolve();
    };
    this.#stops = [
      every(sweepMs, () => Promise.all([...this.#feeds].map(([key, feed]) => this.#refresh(key, feed))), report),
      every(this.settings.MENU_STREAM_HEARTBEAT_MS, beat, report),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    for (const feed of this.#feeds.values()) feed.end();
    for (const stop of this.#hearing.values()) stop();
    await Promise.all(this.#stops.map((stop) => stop()));
  }

  /** Streams until the reader goes. Throws NotFound for an outlet that the tenant does not have, UNAVAILABLE when too many follow. */
  async run(query: MenuAvailabilityQuery, reply: FastifyReply): Promise<undefined> {
    if (this.#open >= this.settings.MENU_STREAMS_MOST) throw refuse(Unavailable, undefined, { retryAfter: 5 });
    this.#open += 1;
    try {
      const now = await this.showAvailability.run(query);
      reply.hijack();
      if (reply.raw.closed) return undefined;
      const gone = once(reply.raw, 'close');
      const [key, feed] = this.#feedOf(query);
      feed.begin(reply.raw, now);
      // What changed between the look and the beginning is not missed
      void this.#refresh(key, feed);
      await gone;
      feed.leave(reply.raw);
      this.#tidy(key, feed);
    } finally {
      this.#open -= 1;
    }
    return undefined;
  }

  #feedOf(query: MenuAvailabilityQuery): [string, AvailabilityFeed] {
    const tenantId = currentTenantId();
    const key = [tenantId, query.outlet, query.fulfilment ?? '-'].join('|');
    const feed = this.#feeds.get(key) ?? new AvailabilityFeed(tenantId, () => this.#look(tenantId, query));
    this.#feeds.set(key, feed);
    if (!this.#hearing.has(tenantId))
      this.#hearing.set(
        tenantId,
        this.wakeups.onWake(menuNews(tenantId), () => this.#refreshAll(tenantId)),
      );
    return [key, feed];
  }

  #tidy(key: string, feed: AvailabilityFeed): void {
    if (feed.size > 0 || this.#feeds.get(key) !== feed) return;
    this.#feeds.delete(key);
    if ([...this.#feeds.values()].some(({ tenantId }) => tenantId === feed.tenantId)) return;
    this.#hearing.get(feed.tenantId)?.();
    this.#hearing.delete(feed.tenantId);
  }

  #refreshAll(tenantId: string): void {
    for (const [key, feed] of this.#feeds) if (feed.tenantId === tenantId) void this.#refresh(key, feed);
  }

  /** Ends the feed when its outlet or tenant may not be read any more; anything else is tried again by the sweep. */
  async #refresh(key: string, feed: AvailabilityFeed): Promise<void> {
    try {
      await feed.refresh();
    } catch (error) {
      if (error instanceof DomainError) feed.end();
      else this.log.warn('availability could not be told; the next round will', { error, feed: key });
    }
  }

  #look(tenantId: string, query: MenuAvailabilityQuery): Promise<ReadyAvailability> {
    return runInCall({ tenantId, transaction: undefined }, async () => {
      if ((await this.tenants.find(tenantId))?.status === 'SUSPENDED') throw refuse(TenantSuspended);
      return this.showAvailability.run(query);
    });
  }
}
