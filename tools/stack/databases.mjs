import { fileURLToPath } from 'node:url';
import { databaseName } from './environment.mjs';
import { serviceNode } from './layout.mjs';
import { runToEnd } from './run-to-end.mjs';
import { SERVICES } from './services.mjs';

const script = fileURLToPath(new URL('./databases.child.mjs', import.meta.url));

/**
 * Makes the database of each service with its three roles (owner: migrations; app: serving, row-level security
 * applies; worker: relay and sweeps), or brings what is there to this state. Can be run again at any time.
 */
export async function makeDatabases({ serverUrl, prefix, secrets, signal }) {
  const databases = SERVICES.filter(({ hasDatabase }) => hasDatabase).map(({ name }) => ({
    name: databaseName(prefix, name),
    passwords: secrets.roles[name],
  }));
  // On its own Node with npm's packages: the launcher itself runs before there are any.
  await runToEnd(serviceNode(), [script], { input: JSON.stringify({ serverUrl, databases }), signal });
}
