import { cpus } from 'node:os';
import { between, cpuOf, sumOf, type ByPart } from '../tools/field/cpu.ts';
import type { BenchSystem } from './bench-system.ts';
import type { Seen } from './load/load.ts';

export interface Measured {
  readonly seen: Seen;
  /** CPU-milliseconds by part, from before the work until everything was at rest again. */
  readonly cpu: ByPart;
  readonly seconds: number;
  /** CPU-milliseconds a second that others used meanwhile: the load, the simulators, and whatever else runs on this machine. */
  readonly elsewhere: number;
  readonly outbox: number;
  readonly lag: number;
}

/** Does the work and waits until nothing is left to do; answers what all parts have used for both. */
export async function measured(system: BenchSystem, work: () => Promise<Seen>): Promise<Measured> {
  const { outbox: before } = await system.drained();
  if (before > 0) throw new Error(`${before} facts wait in outboxes before the measurement`);
  const [from, busyBefore, started] = [cpuOf(system.parts), busy(), performance.now()];
  const seen = await work();
  const { outbox, lag } = await system.drained();
  const cpu = between(from, cpuOf(system.parts));
  const seconds = (performance.now() - started) / 1000;
  return { seen, cpu, seconds, elsewhere: (busy() - busyBefore - sumOf(cpu)) / seconds, outbox, lag };
}

/** Milliseconds that all cores have worked since the machine started. */
function busy(): number {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
}

/** Per operation, by part. */
export function perOperation(cpu: ByPart, operations: number): ByPart {
  return Object.fromEntries(Object.entries(cpu).map(([part, ms]) => [part, ms / operations]));
}
