import { AuthTokenExpired, type ErrorDefinition, type ResumeOutcome, type RoomFrame } from '@chowk/contracts';
import type { Clock, Principal } from '@chowk/kit';
import type { Bearer } from './admit.js';
import type { Follower } from './follower.js';
import type { RoomFeeds } from './room-feeds.js';
import type { ScreenKind, SocketMetrics } from './socket-metrics.js';

export interface ScreenParts {
  readonly feeds: RoomFeeds;
  readonly metrics: SocketMetrics;
  readonly clock: Pick<Clock, 'now'>;
}

/** Numbers of rooms: where a client is, or where a room is. */
export type Positions = ReadonlyMap<string, number>;

/** One connection of one person, in the rooms that their token gives them. Ends with its token. */
export abstract class Screen implements Follower {
  #rooms = new Set<string>();
  #bearer: Bearer;
  #isOpen = true;

  constructor(
    readonly kind: ScreenKind,
    bearer: Bearer,
    protected readonly parts: ScreenParts,
  ) {
    this.#bearer = bearer;
    parts.metrics.opened(kind);
  }

  get who(): Principal {
    return this.#bearer.who;
  }

  get expiresAt(): Date {
    return this.#bearer.expiresAt;
  }

  get tenantId(): string {
    return this.who.tenantId;
  }

  get revokedBy(): readonly string[] {
    return this.who.revokedBy;
  }

  get rooms(): ReadonlySet<string> {
    return this.#rooms;
  }

  get isExpired(): boolean {
    return this.expiresAt <= this.parts.clock.now();
  }

  /** Goes on under a new token of the same person. */
  renew(bearer: Bearer): void {
    this.#bearer = bearer;
  }

  /** Goes into rooms, each after its number, and resolves when all have caught up. */
  async enter(positions: Positions): Promise<ReadonlyMap<string, ResumeOutcome>> {
    for (const room of positions.keys()) this.#rooms.add(room);
    const outcomes = await Promise.all(
      [...positions].map(async ([room, after]) => {
        if (!this.#isOpen) return [room, 'resumed'] as const;
        return [room, await this.parts.feeds.follow(this, this.#name(room), after)] as const;
      }),
    );
    if (!this.#isOpen) for (const room of positions.keys()) this.parts.feeds.leave(this, this.#name(room));
    return new Map(outcomes);
  }

  /** Leaves every room that is not among these. */
  stayIn(rooms: readonly string[]): void {
    for (const room of [...this.#rooms]) {
      if (rooms.includes(room)) continue;
      this.#rooms.delete(room);
      this.parts.feeds.leave(this, this.#name(room));
    }
  }

  /** Number of the last frame given in a room, or undefined before the first look. */
  placeIn(room: string): number | undefined {
    return this.parts.feeds.placeOf(this, this.#name(room));
  }

  receive(frame: RoomFrame, isLive: boolean): void {
    if (!this.#isOpen) return;
    // The clock may have passed the token between two rounds of the watch
    if (this.isExpired) return this.end(AuthTokenExpired);
    this.show(frame);
    this.parts.metrics.told(this.kind, frame.at, isLive);
  }

  abstract restart(room: string, seq: number): void;
  abstract fail(error: unknown): void;
  /** Sends a frame. */
  protected abstract show(frame: RoomFrame): void;
  /** Says why and hangs up. */
  abstract end(reason: ErrorDefinition): void;

  /** The connection is gone. */
  closed(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.stayIn([]);
    this.parts.metrics.closed(this.kind);
  }

  #name(room: string): { tenantId: string; room: string } {
    return { tenantId: this.tenantId, room };
  }
}
