import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './layout.mjs';

/** One sum over the contents and paths of these files and folders of the checkout; what is missing counts as empty. */
export function sumOf(paths) {
  const sum = createHash('sha256');
  for (const path of paths) {
    for (const file of filesOf(join(root, path))) {
      sum
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return sum.digest('hex');
}

function filesOf(path) {
  if (!existsSync(path)) return [];
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
  return entries
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist' && name !== 'coverage')
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => filesOf(join(path, entry.name)));
}

/** The folders of this checkout that are built: apps, libs and the simulators. */
export function builtProjects() {
  const inside = (folder) =>
    existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : [];
  return [...inside('apps'), ...inside('libs'), 'tools/simulators'].filter((path) =>
    existsSync(join(root, path, 'src')),
  );
}
