import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const pages = ['docs/integration-guide.md', 'docs/kitchen-and-manager-screens.md'];

/** Code blocks that say which file they are copied from: the comment above names it. */
const copies = pages.flatMap((page) =>
  [...read(page).matchAll(/<!-- (docs\/examples\/[\w.-]+) -->\n\n```\w+\n([\s\S]*?)```/g)].map(
    ([, file = '', code = '']) => ({ page, file, code }),
  ),
);

describe('examples of the guides', () => {
  it.each(copies)('$file in $page is the file that a flow runs', ({ file, code }) => {
    expect(code).toBe(read(file));
  });

  it('are all shown, each in one place', () => {
    const files = readdirSync(new URL('docs/examples', root)).map((file) => `docs/examples/${file}`);
    expect(copies.map(({ file }) => file).sort()).toEqual(files.sort());
  });

  it('in TypeScript, curl and Mermaid stand nowhere but in a file, a diagram, or what is followed word by word', () => {
    const text = pages
      .map(read)
      .join('\n')
      .replaceAll(/<!-- docs\/examples\/[\w.-]+ -->\n\n```\w+\n[\s\S]*?```/g, '');
    const [before = '', rest = ''] = text.split('\n## Environments and tenants\n');
    expect(before).toContain('```bash');
    expect(
      [...rest.matchAll(/^```(\w+)$/gm)].map(([, language]) => language).filter((one) => one !== 'mermaid'),
    ).toEqual(['json']);
  });
});
