import { AuthSessionEnded, AuthTokenExpired, TenantSuspended } from '@chowk/contracts';
import { every, Log, Wakeups } from '@chowk/kit';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ClosedDoors } from '../database/closed-doors.js';
import { audienceNews } from '../use-cases/room-news.js';
import { RoomFeeds } from './room-feeds.js';
import type { Screen } from './screen.js';

/** Far within the five seconds in which a screen must close. */
const watchMs = 1_000;

/** A screen whose rooms can change while it is open. */
export interface ChangingScreen extends Screen {
  refresh(): Promise<void>;
}

/** All screens of this instance: closes those whose token, sign-in or tenant has come to its end. */
@Injectable()
export class OpenScreens implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #screens = new Set<ChangingScreen>();
  /** Per tenant with screens here: how to stop hearing that its people's rooms change. */
  readonly #listening = new Map<string, () => void>();
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly doors: ClosedDoors,
    private readonly feeds: RoomFeeds,
    private readonly wakeups: Wakeups,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.#stop = every(
      watchMs,
      () => this.watch(),
      (error) => this.log.warn('screens could not be looked after; the next round will', { error }),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#stop?.();
    for (const stop of this.#listening.values()) stop();
  }

  add(screen: ChangingScreen): void {
    this.#screens.add(screen);
    const { tenantId } = screen;
    if (this.#listening.has(tenantId)) return;
    this.#listening.set(
      tenantId,
      this.wakeups.onWake(audienceNews(tenantId), () => this.#refresh(tenantId)),
    );
  }

  remove(screen: ChangingScreen): void {
    this.#screens.delete(screen);
    const { tenantId } = screen;
    if ([...this.#screens].some((other) => other.tenantId === tenantId)) return;
    this.#listening.get(tenantId)?.();
    this.#listening.delete(tenantId);
  }

  /** Closes what belongs to a sign-in that has ended, or to a person who acted by PIN on a tablet's. */
  endSession(endedId: string): void {
    for (const screen of this.#screens) if (screen.revokedBy.includes(endedId)) screen.end(AuthSessionEnded);
  }

  /** One round: who may not stay, and what no hint has told of. */
  async watch(): Promise<void> {
    for (const screen of this.#screens) if (screen.isExpired) screen.end(AuthTokenExpired);
    if (this.#screens.size === 0) return;
    const screens = [...this.#screens];
    const [ended, suspended] = await Promise.all([this.doors.endedAmong(screens), this.doors.suspendedAmong(screens)]);
    for (const screen of screens) {
      if (screen.revokedBy.some((id) => ended.has(id))) screen.end(AuthSessionEnded);
      else if (suspended.has(screen.tenantId)) screen.end(TenantSuspended);
    }
    await this.feeds.sweep();
  }

  #refresh(tenantId: string): void {
    for (const screen of this.#screens)
      if (screen.tenantId === tenantId) screen.refresh().catch((error: unknown) => screen.fail(error));
  }
}
