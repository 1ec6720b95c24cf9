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
 * when the very process we started says so at `health`; a stranger on its port is not taken for it. `startWith(env)` starts it
 * with more environment, which stays until the next `startWith`.
 */
export function placeOf({ name, main, env, health, dataDir, keepAlive, say }) {
  const program = nodeCommand(main, [], env);
  let added = {};
  const spawn = async () => {
    const pidFile = join(dataDir, 'run', `${name}.json`);
    await endLeftover(pidFile);
    const all = { ...program, env: { ...program.env, ...added } };
    const child = startChild({ name, ...all, pidFile, logFile: join(dataDir, 'logs', `${name}.log`), ipc: true });
    return { ...child, stop: () => child.stop('SIGTERM', END_WITHIN_MS) };
  };
  const ready = (child) => child.ready(async () => isReadyAnswer(await get(health), child.pid), READY_WITHIN_MS, 100);
  const place = new KeptAlive({ name, spawn, ready, keepAlive, say });
  const startWith = (env = {}) => {
    added = env;
    return place.start();
  };
  return Object.assign(place, { program, health, startWith });
}
