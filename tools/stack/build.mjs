import { existsSync } from 'node:fs';
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
  const isWhole = projects.every((path) => existsSync(join(root, path, 'dist')));
  const sum = isWhole ? sumOf([...settings, ...sources]) : 'a dist folder is missing';
  const stamps = new Stamps(join(home, 'build.json'));
  if (isWhole && stamps.isDone('build', sum)) return false;
  const build = () => nx(['run-many', '-t', 'build'], signal);
  return stamps.once('build', isWhole ? sum : sumOf([...settings, ...sources]), build);
}

/** Builds these Nx projects and nothing else. */
export async function buildProjects(names) {
  await nx(['run-many', '-t', 'build', '-p', names.join(',')]);
}

function nx(args, signal) {
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', CI: 'true' };
  return runToEnd(serviceNode(), [join(root, 'node_modules', '.bin', 'nx'), ...args], { cwd: root, env, signal });
}
