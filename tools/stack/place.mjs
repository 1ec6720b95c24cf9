import { join } from 'node:path';
import { startChild } from './child.mjs';
import { get, isReadyAnswer } from './health.mjs';
import { KeptAlive } from './kept-alive.mjs';
import { nodeCommand } from './node-command.mjs';
import { endLeftover } from './pid-file.mjs';

const READY_WITHIN_MS = 120_000;
// A service gives itself 20 s to end in order (SHUTDOWN_DEADLINE_SECONDS).
const END_WITHIN_MS = 25_000;

/**
 * The place of one of our programs in the stack: `main` (relative to the checkout) with the environment `env`, ready
 * when the very process we started says so at `health`; a stranger on its port is not taken for it.
 */
export function placeOf({ name, main, env, health, dataDir, keepAlive, say }) {
  const program = nodeCommand(main, [], env);
  const spawn = async () => {
    const pidFile = join(dataDir, 'run', `${name}.json`);
    await endLeftover(pidFile);
    const child = startChild({ name, ...program, pidFile, logFile: join(dataDir, 'logs', `${name}.log`), ipc: true });
    return { ...child, stop: () => child.stop('SIGTERM', END_WITHIN_MS) };
  };
  const ready = (child) => child.ready(async () => isReadyAnswer(await get(health), child.pid), READY_WITHIN_MS, 100);
  return Object.assign(new KeptAlive({ name, spawn, ready, keepAlive, say }), { program, health });
}
