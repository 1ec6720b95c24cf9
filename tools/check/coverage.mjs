import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Lines and branches covered per app and lib, in whole per cent rounded down, from vitest's json-summary. */
export function coverageByProject(folder, root) {
  const summary = JSON.parse(readFileSync(join(folder, 'coverage-summary.json'), 'utf8'));
  const projects = new Map();
  for (const [file, { lines, branches }] of Object.entries(summary)) {
    if (file === 'total') continue;
    const project = relative(root, file).split('/').slice(0, 2).join('/');
    const sum = projects.get(project) ?? { lines: [0, 0], branches: [0, 0] };
    for (const [kind, counted] of [
      ['lines', lines],
      ['branches', branches],
    ]) {
      sum[kind][0] += counted.covered;
      sum[kind][1] += counted.total;
    }
    projects.set(project, sum);
  }
  const percent = ([covered, total]) => (total === 0 ? 100 : Math.floor((100 * covered) / total));
  return [...projects]
    .map(([project, { lines, branches }]) => ({ project, lines: percent(lines), branches: percent(branches) }))
    .sort((a, b) => a.project.localeCompare(b.project));
}
