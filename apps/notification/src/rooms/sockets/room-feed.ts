import type { ResumeOutcome, RoomFrame } from '@chowk/contracts';
import type { RoomLog, RoomName } from '../database/room-log.js';
import type { Follower } from './follower.js';

const batch = 500;

/** Where a follower is in the room. */
interface Place {
  /** Number of the last frame it was given. */
  seq: number;
  /** False while it is given what it missed; then the feed's own reading passes it by. */
  isLive: boolean;
}

export type FeedLog = Pick<RoomLog, 'read' | 'extents'>;

/**
 * One room on one instance: reads the room's log in order and gives every follower each frame once, without gap.
 * Hints only make it look sooner; what it emits comes from the log alone.
 */
export class RoomFeed {
  readonly #places = new Map<Follower, Place>();
  /** Number up to which the live followers have everything. */
  #seq = 0;
  #isReading = false;
  #hasNews = false;

  constructor(
    private readonly log: FeedLog,
    readonly name: RoomName,
  ) {}

  get seq(): number {
    return this.#seq;
  }

  get isEmpty(): boolean {
    return this.#places.size === 0;
  }

  /** Number of the last frame the follower was given, or undefined when it does not follow. */
  placeOf(follower: Follower): number | undefined {
    return this.#places.get(follower)?.seq;
  }

  /**
   * Gives the follower everything after that number, then whatever comes. Resolves when it has caught up: `resumed`, or
   * `resync` when what it missed is not kept any more (or was never told) and it goes on from the newest.
   */
  async follow(follower: Follower, after: number): Promise<ResumeOutcome> {
    // The live ones have everything up to this number, and so has who comes back with it: no question to the log but for what is new
    const isUpToDate = this.#hasLive() && after === this.#seq;
    const place: Place = { seq: after, isLive: isUpToDate };
    this.#places.set(follower, place);
    if (isUpToDate) {
      await this.advance();
      return 'resumed';
    }
    const { room, tenantId } = this.name;
    const extent = (await this.log.extents(tenantId, [room])).get(room) ?? { first: 1, last: 0 };
    const isLost = after > extent.last || after < extent.first - 1;
    if (isLost && this.#places.get(follower) === place) this.#restart(follower, place, extent.last);
    await this.#catchUp(follower, place);
    return isLost ? 'resync' : 'resumed';
  }

  leave(follower: Follower): void {
    this.#places.delete(follower);
  }

  /** Looks into the log and gives the live followers what is new; calls during a look cause one more. */
  async advance(): Promise<void> {
    this.#hasNews = true;
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#hasNews && this.#hasLive()) {
        this.#hasNews = false;
        const frames = await this.log.read(this.name, this.#seq, batch);
        for (const frame of frames) this.#tellAll(frame);
        if (frames.length === batch) this.#hasNews = true;
      }
    } finally {
      this.#isReading = false;
    }
  }

  async #catchUp(follower: Follower, place: Place): Promise<void> {
    const isStill = () => this.#places.get(follower) === place;
    while (isStill()) {
      const frames = await this.log.read(this.name, place.seq, batch);
      if (!isStill()) return;
      for (const frame of frames) this.#give(follower, place, frame, false);
      if (frames.length === batch || place.seq < this.#seq) continue;
      // Nothing is awaited between this look at the feed's number and joining the live ones: no frame falls between
      // What this one has read already, those who are live may still have to be told: only the first of them says where the feed is
      if (!this.#hasLive()) this.#seq = place.seq;
      place.isLive = true;
      return this.advance();
    }
  }

  #tellAll(frame: RoomFrame): void {
    this.#seq = Math.max(this.#seq, frame.seq);
    for (const [follower, place] of this.#places) if (place.isLive) this.#give(follower, place, frame, true);
  }

  #give(follower: Follower, place: Place, frame: RoomFrame, isLive: boolean): void {
    if (frame.seq <= place.seq) return;
    // What lies in between was cleared away while this follower was reading
    if (frame.seq > place.seq + 1) this.#restart(follower, place, frame.seq - 1);
    place.seq = frame.seq;
    follower.receive(frame, isLive);
  }

  #restart(follower: Follower, place: Place, seq: number): void {
    place.seq = seq;
    follower.restart(this.name.room, seq);
  }

  #hasLive(): boolean {
    for (const { isLive } of this.#places.values()) if (isLive) return true;
    return false;
  }
}
