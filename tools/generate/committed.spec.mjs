import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { committedVersions } from './committed.mjs';

const root = mkdtempSync(join(tmpdir(), 'committed-'));
const git = (...args) => execFileSync('git', args, { cwd: root, stdio: 'ignore' });
const commit = (text) => {
  writeFileSync(join(root, 'api.json'), text);
  git('add', 'api.json');
  git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '-q', '-m', text);
};
afterAll(() => rmSync(root, { recursive: true }));

it('there is nothing to compare with outside of a repository, or for a file that was never committed', () => {
  expect(committedVersions(root, 'api.json')).toEqual([]);
  git('init', '-q');
  expect(committedVersions(root, 'api.json')).toEqual([]);
});

it('on a clean checkout the version before the last one is known, too: a change that was committed with its document is still seen', () => {
  for (const text of ['first', 'second', 'third']) commit(text);
  writeFileSync(join(root, 'api.json'), 'not committed');
  expect(committedVersions(root, 'api.json')).toEqual(['third', 'second']);
});
