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

  /** Everything that was killed is ready again since then. */
  backAt(time: number): void {
    this.returns.push(time);
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

  /** The longest (s) that an order took since the last return before its end, or since its own beginning. */
  get slowest(): number {
    const durations = this.told.map(({ since, endedAt = performance.now() }) => {
      const from = Math.max(since, ...this.returns.filter((time) => time < endedAt));
      return (endedAt - from) / 1000;
    });
    return Math.max(0, ...durations);
  }
}
