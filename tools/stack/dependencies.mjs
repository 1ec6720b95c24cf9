import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './layout.mjs';
import { runToEnd } from './run-to-end.mjs';

/** The packages of a lock file that are not installed in that version; what is optional may be missing. */
export function missingPackages(wanted, installed) {
  return Object.entries(wanted.packages)
    .filter(([path, { optional, devOptional, peer, link }]) => {
      const found = installed.packages[path];
      if (path === '' || !path.includes('node_modules/')) return false; // the workspaces themselves
      if (found === undefined) return !(optional || devOptional || peer);
      return !link && found.version !== wanted.packages[path].version;
    })
    .map(([path]) => path);
}

/** Is what node_modules holds what package-lock.json wants? npm keeps its own list of it there. */
function areInstalled() {
  const list = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  return missingPackages(read(join(root, 'package-lock.json')), read(list)).length === 0;
}

/** Installs the dependencies of package-lock.json with `npm ci`, unless they are there. Says whether it had to. */
export async function installDependencies({ signal } = {}) {
  if (areInstalled()) return false;
  await runToEnd('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, signal });
  return true;
}
