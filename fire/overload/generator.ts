import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoopPlan, Seen } from './plan.ts';

const main = fileURLToPath(new URL('generator-main.ts', import.meta.url));

/**
 * A load generator in a process of its own, so that it sees how long answers take and not how busy this process is. It shares the cores with
 * what it loads; where it may, it takes its turn before others.
 */
export class Generator {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(main, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  /** Sends work at its rate, whatever becomes of it; resolves when the last piece has ended. */
  async run(plan: LoopPlan): Promise<Seen> {
    const giveUp = new AbortController();
    const answered = once(this.child, 'message', giveUp);
    const died = once(this.child, 'exit', giveUp).then(() => Promise.reject(new Error('the load generator died')));
    this.child.send(plan);
    try {
      const [said] = (await Promise.race([answered, died])) as [Seen | { readonly error: string }];
      if ('error' in said) throw new Error(said.error);
      return said;
    } finally {
      answered.catch(() => undefined);
      died.catch(() => undefined);
      giveUp.abort();
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || !this.child.connected) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }
}
