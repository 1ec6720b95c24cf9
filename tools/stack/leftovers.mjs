import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { endLeftover, livingProcess } from './pid-file.mjs';

const SERVERS = ['kafka', 'redis', 'postgres'];

/** Ends what a killed launcher has left in `dataDir`, programs first, then the servers; returns the names of what lived. */
export async function endLeftovers(dataDir) {
  const folder = join(dataDir, 'run');
  const names = existsSync(folder) ? readdirSync(folder).map((file) => file.replace(/\.json$/, '')) : [];
  const file = (name) => join(folder, `${name}.json`);
  const living = names.filter((name) => livingProcess(file(name)));
  await Promise.all(names.filter((name) => !SERVERS.includes(name)).map((name) => endLeftover(file(name))));
  for (const name of SERVERS) await endLeftover(file(name), name === 'postgres' ? 'SIGINT' : 'SIGTERM');
  return living;
}
