/** What the limit is held by. */
export interface LoadBounds {
  /** Calls in flight that are always allowed. */
  readonly floor: number;
  /** Most calls in flight, however well things go. */
  readonly ceiling: number;
  /** Milliseconds calls may take longer than when nothing was to be done, on average. */
  readonly targetMs: number;
  /** Milliseconds this process may be late by. */
  readonly loopDelayMs: number;
}

/** What the calls of a window waited for. */
interface Waits {
  count: number;
  excessMs: number;
}

interface Kind {
  /** Milliseconds a call takes when it has to wait for nobody. */
  base: number;
  /** Shortest in this window. */
  shortest: number;
}

/** Calls in a window below which nothing can be told. */
const fewest = 5;
/** How fast a base that is too low comes up, as a part of the difference and second: a release may make a route slower. */
const forgetting = 0.01;
/** A window with pressure takes away half at most, one without gives back a twentieth. */
const steepestCut = 0.5;
const growth = 0.05;
/** What is let in before more was seen to go well, as times the floor. */
const untried = 2;
/**
 * The part of the target by which reads have to be late, too. What waits for one thing alone (an order for a consumer group that is sharing out its
 * partitions) is late by itself; where there is too much to do, everything is.
 */
const alsoReads = 0.1;

/**
 * How many calls may be in flight, found out by what they wait for: a standing queue shows as time beyond what a call of its kind takes when
 * nothing is to be done (as in CoDel, RFC 8289). With one, the limit becomes what Little's law gives for the rate just seen without it; without
 * one, it grows as long as half of it is used (as a congestion window does, RFC 7661), and else falls back: what was never tried would let in a flood
 * for as long as it takes to see the queue. Time is measured in services; the process' own lateness counts, too.
 */
export class AdaptiveLimit {
  /** Calls that may be in flight now. */
  limit: number;
  private readonly kinds = new Map<string, Kind>();
  private all: Waits = { count: 0, excessMs: 0 };
  private reads: Waits = { count: 0, excessMs: 0 };
  private baseMs = 0;
  private peak = 0;

  constructor(private readonly bounds: LoadBounds) {
    this.limit = this.untried;
  }

  private get untried(): number {
    return Math.min(this.bounds.ceiling, this.bounds.floor * untried);
  }

  /** A call of this kind was answered after that many milliseconds; a read or something that changes what is. */
  took(kindName: string, ms: number, isRead: boolean): void {
    const kind = this.kinds.get(kindName);
    if (!kind) {
      this.kinds.set(kindName, { base: ms, shortest: ms });
      return;
    }
    if (ms < kind.shortest) kind.shortest = ms;
    if (ms < kind.base) kind.base = ms;
    for (const waits of isRead ? [this.all, this.reads] : [this.all]) {
      waits.count++;
      waits.excessMs += ms - kind.base;
    }
    this.baseMs += kind.base;
  }

  /** So many are in flight, now that one more was let in. */
  note(inFlight: number): void {
    if (inFlight > this.peak) this.peak = inFlight;
  }

  /** Ends a window of `seconds`, at the end of which the process was late by `lateMs`. */
  adjust(seconds: number, lateMs: number): void {
    const { floor, ceiling, targetMs, loopDelayMs } = this.bounds;
    const { count } = this.all;
    const readsAreQuick = this.reads.count >= fewest && mean(this.reads) <= targetMs * alsoReads;
    const hasQueue = count >= fewest && mean(this.all) > targetMs && !readsAreQuick;
    if (hasQueue || lateMs > loopDelayMs) {
      const used = Math.min(this.limit, this.peak);
      const withoutQueue = (count / seconds) * ((this.baseMs / Math.max(count, 1) + targetMs) / 1000);
      this.limit = Math.max(floor, Math.min(used, Math.max(withoutQueue, used * steepestCut)));
    } else if (this.limit < this.untried || this.peak >= this.limit / 2)
      this.limit = Math.min(ceiling, this.limit + Math.max(1, this.limit * growth));
    else this.limit = Math.max(this.untried, this.limit * (1 - growth));
    this.begin(seconds);
  }

  private begin(seconds: number): void {
    for (const kind of this.kinds.values()) {
      if (kind.shortest !== Number.POSITIVE_INFINITY && kind.shortest > kind.base)
        kind.base += (kind.shortest - kind.base) * forgetting * seconds;
      kind.shortest = Number.POSITIVE_INFINITY;
    }
    this.all = { count: 0, excessMs: 0 };
    this.reads = { count: 0, excessMs: 0 };
    this.baseMs = 0;
    this.peak = 0;
  }
}

function mean({ count, excessMs }: Waits): number {
  return excessMs / count;
}
