import { exactSum } from './exact-sum.js';
import type { TraceEntry, TraceStep } from './priced-cart.js';

/** Puts steps on a running total that begins at 0. */
export function buildTrace(steps: readonly TraceStep[]): TraceEntry[] {
  let running = 0;
  return steps.map((step) => {
    const before = running;
    running = exactSum([before, step.amount]);
    return { ...step, before, after: running };
  });
}
