import type { ResumeOutcome } from '@chowk/contracts';
import { Log, Wakeups } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { RoomLog, type RoomName } from '../database/room-log.js';
import { roomNews } from '../use-cases/room-news.js';
import type { Follower } from './follower.js';
import { RoomFeed } from './room-feed.js';

interface Open {
  readonly feed: RoomFeed;
  readonly stopListening: () => void;
}

/** The rooms that somebody on this instance follows; nothing is read of the others. */
@Injectable()
export class RoomFeeds {
  readonly #open = new Map<string, Open>();

  constructor(
    private readonly log: RoomLog,
    private readonly wakeups: Wakeups,
    private readonly lines: Log,
  ) {}

  /** Has the follower told everything after a number of the room; see {@link RoomFeed.follow}. Following again moves its place. */
  async follow(follower: Follower, name: RoomName, after: number): Promise<ResumeOutcome> {
    const { feed } = this.#opened(name);
    try {
      return await feed.follow(follower, after);
    } catch (error) {
      this.leave(follower, name);
      throw error;
    }
  }

  leave(follower: Follower, name: RoomName): void {
    const key = roomNews(name);
    const open = this.#open.get(key);
    open?.feed.leave(follower);
    if (!open?.feed.isEmpty) return;
    open.stopListening();
    this.#open.delete(key);
  }

  /** Number of the last frame the follower was given in a room. */
  placeOf(follower: Follower, name: RoomName): number | undefined {
    return this.#open.get(roomNews(name))?.feed.placeOf(follower);
  }

  /** Looks for what no hint has told of, over all rooms in one question. */
  async sweep(): Promise<void> {
    const feeds = [...this.#open.values()].map(({ feed }) => feed);
    if (feeds.length === 0) return;
    const last = await this.log.lastOf(feeds.map(({ name }) => name));
    await Promise.all(feeds.map((feed, index) => ((last[index] ?? 0) > feed.seq ? feed.advance() : undefined)));
  }

  #opened(name: RoomName): Open {
    const key = roomNews(name);
    const known = this.#open.get(key);
    if (known) return known;
    const feed = new RoomFeed(this.log, name);
    const advance = (): void => {
      feed.advance().catch((error: unknown) => this.lines.warn('a room could not be read; the sweep will', { error }));
    };
    const open = { feed, stopListening: this.wakeups.onWake(key, advance) };
    this.#open.set(key, open);
    return open;
  }
}
