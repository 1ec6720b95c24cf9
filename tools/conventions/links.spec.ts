import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: root })
  .toString()
  .split('\n')
  .filter((page) => page !== '' && existsSync(join(root, page)));

/** Relative links of a page that lead nowhere. */
function brokenLinks(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/```[\s\S]*?```/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?:|mailto:|#)/.test(target))
    .filter((target) => !existsSync(join(root, dirname(page), target.split('#')[0] ?? '')));
}

describe('links between documents', () => {
  it.each(pages)('of %s lead somewhere', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('of the story of an order lead to files, six for the way there', () => {
    const story = readFileSync(join(root, 'docs/place-an-order.md'), 'utf8').split('## What happens when')[0] ?? '';
    const targets = [...story.matchAll(/^\d\. .*?\]\(([^)]+)\)/gm)].map(([, target = '']) =>
      join(root, 'docs', target),
    );
    expect(targets).toHaveLength(6);
    expect(targets.filter((target) => !existsSync(target) || !statSync(target).isFile())).toEqual([]);
  });
});
