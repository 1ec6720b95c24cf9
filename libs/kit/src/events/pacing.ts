/** Rows per second above which waiting for company pays: a produce request costs as much as ten rows in it. */
const busyRate = 40;
/** Milliseconds to wait for each row per second: company of one row at 140 rows a second, of eight at 400. */
const gatherPerRate = 0.05;
/** Longest wait (ms) for company; small against what a person notices, large against what it saves. */
const longestGather = 20;

/**
 * How long a relay or a consumer waits for company before it reads on: nothing when it is quiet, up to 20 ms under load. Each batch wakes
 * the broker and all who listen, and that costs more than what is in it (docs/adr/0028).
 */
export class Pacing {
  private rate = 0;
  private last = 0;
  private lastRows = 0;

  /** `leastMs`: the wait after a batch that held something, however quiet it is; for readers nobody waits for. */
  constructor(private readonly leastMs = 0) {}

  /** Notes a batch; the rate forgets with a half-life of half a second. */
  note(rows: number, nowMs: number): void {
    this.lastRows = rows;
    const seconds = Math.max((nowMs - this.last) / 1000, 0.001);
    const keep = 0.5 ** (seconds / 0.5);
    this.rate = this.rate * keep + (rows / seconds) * (1 - keep);
    this.last = nowMs;
  }

  /** Milliseconds to wait before the next read; `backlog` means there is enough to do already. */
  gather(nowMs: number, backlog: boolean): number {
    if (backlog) return 0;
    const current = this.rate * 0.5 ** ((nowMs - this.last) / 500);
    const wait = current < busyRate ? 0 : Math.min(longestGather, current * gatherPerRate);
    return this.lastRows > 0 ? Math.max(this.leastMs, wait) : wait;
  }
}
