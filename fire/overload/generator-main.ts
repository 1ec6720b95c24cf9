import { constants, setPriority } from 'node:os';
import { Guests } from './guests.ts';
import { holdNothing } from '../../tools/field/held-answers.ts';
import { openLoop } from '../../tools/field/open-loop.ts';
import type { LoopPlan, Piece, Seen } from './plan.ts';

/** A client on another machine is not starved by the one it calls. Where priorities may not be raised, the figures are the worse for it. */
try {
  setPriority(constants.priority.PRIORITY_HIGH);
} catch {
  console.error('    the load generator has the priority of all others here');
}

holdNothing();

async function run(plan: LoopPlan): Promise<Seen> {
  const guests = new Guests(plan);
  const pieces: Piece[] = [];
  const [since, used] = [performance.now(), process.cpuUsage()];
  const work = async (n: number): Promise<void> => {
    const due = since + (n * 1000) / plan.ratePerSecond;
    const end = await guests.work(n);
    pieces.push({ end, ms: performance.now() - due, at: n / plan.ratePerSecond });
  };
  const { lateStarts } = await openLoop({ ratePerSecond: plan.ratePerSecond, seconds: plan.seconds, work });
  const { user, system } = process.cpuUsage(used);
  const [seconds, cpuSeconds] = [(performance.now() - since) / 1000, (user + system) / 1_000_000];
  return { ...guests.seen(), pieces, lateStarts, seconds, cpuSeconds };
}

process.on('message', (plan: LoopPlan) => {
  run(plan).then(
    (seen) => process.send?.(seen),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
