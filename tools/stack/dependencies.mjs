import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './layout.mjs';
import { runToEnd } from './run-to-end.mjs';

/**
 * The packages of a lock file that are not installed in that version; what is optional may be missing. `isLinked(path)`
 * says whether a workspace is linked there.
 */
export function missingPackages(wanted, installed, isLinked) {
  return Object.entries(wanted.packages)
    .filter(([path, { version, link, optional, devOptional, peer }]) => {
      if (!path.includes('node_modules/')) return false; // the workspaces themselves
      if (link) return !isLinked(path);
      const found = installed.packages[path];
      return found ? found.version !== version : !(optional || devOptional || peer);
    })
    .map(([path]) => path);
}

/** Is what node_modules holds what package-lock.json wants? npm keeps its own list of it there. */
function areInstalled() {
  const list = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  const isLinked = (path) => existsSync(join(root, path));
  return missingPackages(read(join(root, 'package-lock.json')), read(list), isLinked).length === 0;
}

/** Installs the dependencies of package-lock.json with `npm ci`, unless they are there. Says whether it had to. */
export async function installDependencies({ signal } = {}) {
  if (areInstalled()) return false;
  try {
    await runToEnd('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, signal });
  } catch (error) {
    // npm ends its complaint with its manual: what counts are its first lines.
    const complaint = (error.output ?? '').split('\n').filter((line) => line.startsWith('npm error'));
    throw complaint.length ? new Error(`npm ci said:\n${complaint.slice(0, 12).join('\n')}`, { cause: error }) : error;
  }
  return true;
}
