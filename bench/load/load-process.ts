import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchSystem } from '../bench-system.ts';
import type { Seen } from './load.ts';
import type { LoadName } from './loads.ts';
import type { Ask } from './main.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** A load generator in a process of its own, so that what it costs is not measured. */
export class LoadProcess {
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  /** Resolves when everybody is signed in and connected. */
  static async start(load: LoadName, { running }: BenchSystem): Promise<LoadProcess> {
    const one = new LoadProcess(fork(main, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
    const { gatewayUrl, simulators, secrets } = running;
    const { razorpay, twilio } = simulators;
    const bare = { razorpay: { ...razorpay }, twilio: { ...twilio } };
    await one.ask({
      ask: 'prepare',
      load,
      address: JSON.parse(JSON.stringify({ gatewayUrl, simulators: bare, secrets })),
    });
    return one;
  }

  /** Works at an even rate; answers with what the load saw. */
  go(rate: number, seconds: number): Promise<Seen> {
    return this.ask({ ask: 'go', rate, seconds }) as Promise<Seen>;
  }

  async stop(): Promise<void> {
    if (!this.child.connected) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }

  private async ask(wish: Ask): Promise<unknown> {
    const giveUp = new AbortController();
    const answered = once(this.child, 'message', giveUp) as Promise<[{ result?: unknown; error?: string }]>;
    const died = once(this.child, 'exit', giveUp).then(() => Promise.reject(new Error('the load generator died')));
    this.child.send(wish);
    try {
      const [{ result, error }] = await Promise.race([answered, died]);
      if (error !== undefined) throw new Error(error);
      return result;
    } finally {
      answered.catch(() => undefined);
      died.catch(() => undefined);
      giveUp.abort();
    }
  }
}
