import { execFileSync } from 'node:child_process';

/**
 * What a file was when it was committed last, and before that: the versions that clients may have been made of. On a clean checkout the last
 * one is the file itself, so the one before it is what a change is measured against. Empty without a history.
 */
export function committedVersions(root, path) {
  const git = (...args) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64e6, stdio: ['ignore', 'pipe', 'ignore'] });
  const commits =
    silently(() => git('log', '-2', '--format=%H', '--', path))
      ?.split('\n')
      .filter(Boolean) ?? [];
  return commits.flatMap((commit) => silently(() => git('show', `${commit}:${path}`)) ?? []);
}

/** Nothing where there is no git, no repository, or no such version: then there is nothing to compare with. */
function silently(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
