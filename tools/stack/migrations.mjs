import { availableParallelism } from 'node:os';
import { nodeCommand } from './node-command.mjs';
import { runToEnd } from './run-to-end.mjs';

/** Runs a service's `main.js migrate` and, with `seed`, its `main.js seed`, each to its end. */
export async function migrate({ main, env, seed, signal }) {
  for (const task of seed ? ['migrate', 'seed'] : ['migrate']) {
    const { command, args, ...options } = nodeCommand(main, [task], env);
    await runToEnd(command, args, { ...options, signal });
  }
}

/** Calls `work` for each item, as many at a time as there are cores; the first fault is thrown when all have ended. */
export async function inParallel(items, work, width = Math.max(2, availableParallelism())) {
  const waiting = [...items];
  const faults = [];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined && faults.length === 0; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        faults.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, waiting.length) }, worker));
  if (faults.length) throw faults[0];
}
