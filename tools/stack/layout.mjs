import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this launcher belongs to. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The ignored folder of all that the local stack keeps; `data` in it is what `--fresh` throws away. */
export const home = join(root, '.chowk');
export const localData = join(home, 'data');

/** Written by a running launcher: `{ pid, startTime, port, token }`, the way to its control server. */
export const launcherFile = join(home, 'launcher.json');

/** Node 24 from npm where there is one for this platform, else the Node we run on. */
export function serviceNode() {
  const installed = join(root, 'node_modules', '.bin', 'node');
  return existsSync(installed) ? installed : process.execPath;
}
