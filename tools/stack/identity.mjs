import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ORDINARY_USER = 1000;

/**
 * How PostgreSQL, which refuses root, is run here. Returns `{ prefix, binaries, data, owner }`: the command to put before it,
 * where its binaries and data are, and the user its files belong to when that is not us.
 *
 * - Not root: as we are.
 * - Root: in a user namespace in which we are called 1000. Files stay root's, so folders of mode 700 can be entered.
 * - Root where namespaces are barred: as user 1000, with binaries and data in a folder outside (a user other than root
 *   cannot enter root's home), whose place is written to `outside-postgres` beside the data.
 */
export function postgresIdentity({
  binaries,
  data,
  isRoot = process.getuid() === 0,
  hasNamespaces = canMakeNamespace,
}) {
  if (!isRoot) return { prefix: [], binaries, data };
  if (hasNamespaces()) {
    const user = ['--map-user', String(ORDINARY_USER), '--map-group', String(ORDINARY_USER)];
    return { prefix: ['unshare', '-U', ...user, '--'], binaries, data };
  }
  const outside = join('/var/tmp', `chowk-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`);
  mkdirSync(outside, { recursive: true, mode: 0o755 });
  if (statSync(outside).uid !== 0) throw new Error(`${outside} belongs to somebody else: remove it.`);
  if (!existsSync(join(outside, 'native', 'bin'))) {
    cpSync(binaries, join(outside, 'native'), { recursive: true, verbatimSymlinks: true });
  }
  const home = join(outside, 'data');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chownSync(home, ORDINARY_USER, ORDINARY_USER);
  writeFileSync(outsideNote(data), outside + '\n');
  const user = ['--reuid', String(ORDINARY_USER), '--regid', String(ORDINARY_USER), '--clear-groups'];
  return { prefix: ['setpriv', ...user, '--'], binaries: join(outside, 'native'), data: home, owner: ORDINARY_USER };
}

function outsideNote(data) {
  return `${data}.outside`;
}

/** Throws away the folder outside that a cluster in `data` has, if it has one. */
export function removeOutside(data) {
  if (!existsSync(outsideNote(data))) return;
  const outside = readFileSync(outsideNote(data), 'utf8').trim();
  rmSync(outside, { recursive: true, force: true });
}

function canMakeNamespace() {
  return spawnSync('unshare', ['-U', '--map-user', '1000', '--map-group', '1000', '--', 'true']).status === 0;
}
