import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/reliability.md', root), 'utf8');
const shown = [...page.matchAll(/^\|.*\| `npm run fire -- ([\w-]+)` +\|$/gm)].map(([, name = '']) => name);
const scripts = readdirSync(new URL('fire/', root))
  .filter((file) => file.endsWith('.fire.ts'))
  .map((file) => file.slice(0, -'.fire.ts'.length));

describe('The page of what is promised when things break', () => {
  it('has one row for each script that shows a promise, and a script for each row', () => {
    expect(shown.toSorted()).toEqual(scripts.toSorted());
  });
});
