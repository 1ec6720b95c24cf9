import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { home, root, serviceNode } from './layout.mjs';
import { runToEnd } from './run-to-end.mjs';
import { builtProjects, sumOf } from './sources.mjs';
import { Stamps } from './stamps.mjs';

/** Builds apps, libs and simulators, unless their sources are those of the last build. Says whether it had to. */
export async function buildAll({ signal } = {}) {
  const projects = builtProjects();
  const settings = ['build.swcrc', 'nx.json', 'package-lock.json'];
  const sources = projects.flatMap((path) => [`${path}/src`, `${path}/package.json`, `${path}/project.json`]);
  const sum = sumOf([...settings, ...sources]);
  const stamps = new Stamps(join(home, 'build.json'));
  if (projects.every(hasOutput) && stamps.isDone('build', sum)) return false;
  await stamps.again('build', sum, () => nx(['run-many', '-t', 'build'], signal));
  return true;
}

/** Apps are started by dist/main.js; of the others it is enough that a build has left something. */
function hasOutput(project) {
  const dist = join(root, project, 'dist');
  if (project.startsWith('apps/')) return existsSync(join(dist, 'main.js'));
  return existsSync(dist) && readdirSync(dist).length > 0;
}

/** Builds these Nx projects and nothing else. */
export async function buildProjects(names) {
  await nx(['run-many', '-t', 'build', '-p', names.join(',')]);
}

function nx(args, signal) {
  const plain = { CI: 'true', NO_COLOR: '1', FORCE_COLOR: '0', RUST_BACKTRACE: '0' };
  const env = { ...process.env, ...plain, NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };
  return runToEnd(serviceNode(), [join(root, 'node_modules', '.bin', 'nx'), ...args], { cwd: root, env, signal });
}
