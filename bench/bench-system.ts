import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Parts } from '../tools/field/cpu.ts';
import { backlogOf, withDatabase, type Backlog } from '../tools/field/drained.ts';
import { startFieldSystem, type FieldStackOptions, type FieldSystem } from '../tools/field/field-system.ts';
import { runningFieldSystem } from '../tools/field/running-field-system.ts';
import { home } from '../tools/stack/layout.mjs';

export type WithDatabase = (typeof withDatabase)[number];

/** The system that is measured: its processes by part, its databases as their owner sees them, and when it is at rest. */
export class BenchSystem {
  readonly running: FieldSystem;

  private readonly isOurs: boolean;

  private constructor(running: FieldSystem, isOurs: boolean) {
    this.running = running;
    this.isOurs = isOurs;
  }

  /** The system that `npm start` runs here; it is left running. */
  static async found(): Promise<BenchSystem> {
    return new BenchSystem(await runningFieldSystem(), false);
  }

  /** Starts a system of its own on free ports, its data thrown away before and after. */
  static async start(options: FieldStackOptions = {}): Promise<BenchSystem> {
    const dataDir = join(home, 'bench', String(process.pid));
    rmSync(dataDir, { recursive: true, force: true });
    mkdirSync(dataDir, { recursive: true });
    return new BenchSystem(await startFieldSystem({ dataDir, say: console.error, ...options }), true);
  }

  /** All that is counted; simulators, launcher and load are not. */
  get parts(): Parts {
    const { services, servers } = this.running;
    const { postgres, redis, kafka } = servers;
    const all = [...Object.values(services), postgres, redis, kafka];
    return Object.fromEntries(all.map(({ name, pid }) => [name, pid]));
  }

  /** Rows of a service's database, past row-level security. */
  behind<Row extends object>(service: WithDatabase, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.running.behind<Row>(service, sql, values);
  }

  /** Waits until nothing is in an outbox and no consumer group is behind; answers what is left when it gives up. */
  async drained(withinSeconds = 120): Promise<Backlog> {
    const end = performance.now() + withinSeconds * 1000;
    for (;;) {
      const backlog = await backlogOf(this.running);
      if (backlog.where.length === 0 || performance.now() > end) return backlog;
      await after(100);
    }
  }

  async stop(): Promise<void> {
    await this.running.stop();
    if (this.isOurs) rmSync(this.running.dataDir, { recursive: true, force: true });
  }
}
