import { setTimeout as pause } from 'node:timers/promises';

interface Told {
  readonly name: string;
  readonly since: number;
  endedAt?: number;
}

/** All orders of a run: when they began and ended, measured against when services came back. */
export class StoryLog {
  readonly failures: string[] = [];
  private readonly told: Told[] = [];
  private readonly returns: number[] = [];
  private readonly absences: { readonly from: number; readonly to: number }[] = [];

  /** Lets an order begin; nobody waits for it here. */
  tell(name: string, story: () => Promise<void>): void {
    const one: Told = { name, since: performance.now() };
    this.told.push(one);
    story()
      .catch((error: unknown) =>
        this.failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`),
      )
      .finally(() => (one.endedAt = performance.now()));
  }

  /** Between these times something was killed or on its way up; since the second everything is ready again. */
  away(from: number, to: number): void {
    this.absences.push({ from, to });
    this.returns.push(to);
  }

  /** Those that have not ended yet. */
  get open(): number {
    return this.told.filter((one) => one.endedAt === undefined).length;
  }

  get count(): number {
    return this.told.length;
  }

  /** Waits until the orders that began before `time` have ended, so many seconds; answers how many have not. */
  async allEnded(time: number, seconds: number): Promise<number> {
    const end = performance.now() + seconds * 1000;
    const open = () => this.told.filter((one) => one.since < time && one.endedAt === undefined).length;
    while (open() > 0 && performance.now() < end) await pause(50);
    return open();
  }

  /** The longest (s) that an order took since the last return before its end, or since its own beginning; one that ended meanwhile is not late. */
  get slowest(): number {
    const durations = this.told.map(({ since, endedAt = performance.now() }) => {
      if (this.absences.some(({ from, to }) => from < endedAt && endedAt < to)) return 0;
      const from = Math.max(since, ...this.returns.filter((time) => time < endedAt));
      return (endedAt - from) / 1000;
    });
    return Math.max(0, ...durations);
  }
}
