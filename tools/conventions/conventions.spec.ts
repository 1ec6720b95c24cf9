import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

/** Each guard is shown a fault once: a rule that is switched off or skipped turns these red. */
const root = new URL('../../', import.meta.url).pathname;

async function complaints(path: string, code: string): Promise<string[]> {
  const eslint = new ESLint({ cwd: root });
  const [result] = await eslint.lintText(code, { filePath: `${root}${path}` });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

describe('the boundaries', () => {
  // Without a cached project graph the rule of Nx says nothing at all.
  beforeAll(async () => void (await createProjectGraphAsync()));

  it.each([
    ['an app imports another by path', 'apps/order/src/x.ts', '../../auth/src/main.js'],
    ['contracts import the kit', 'libs/contracts/src/x.ts', '@chowk/kit'],
    ['pricing imports contracts', 'libs/pricing/src/x.ts', '@chowk/contracts'],
    ['the client imports contracts', 'libs/client/src/x.ts', '@chowk/contracts'],
    ['the client imports the kit', 'libs/client/test/x.ts', '@chowk/kit'],
    ['the kit imports an app by path', 'libs/kit/src/x.ts', '../../../apps/order/src/main.js'],
    ['the kit imports pricing', 'libs/kit/src/x.ts', '@chowk/pricing'],
  ])('%s: refused', async (_, path, target) => {
    expect(await complaints(path, `import * as it from '${target}';\nexport default it;\n`)).toContain(
      '@nx/enforce-module-boundaries',
    );
  });

  it.each(['apps/order/src/x.ts', 'libs/kit/src/x.ts'])('%s imports an app by name: refused', async (path) => {
    expect(await complaints(path, "export * from '@chowk/auth';\n")).toContain('no-restricted-imports');
  });

  it('an app imports contracts, kit and pricing: allowed', async () => {
    const code = ['contracts', 'kit', 'pricing'].map((name) => `export * as ${name} from '@chowk/${name}';`).join('\n');
    expect(await complaints('apps/order/src/x.ts', `${code}\n`)).toEqual([]);
  });

  it('the kit imports business words from contracts: refused', async () => {
    const code = "import { OrderPlaced } from '@chowk/contracts';\nexport default OrderPlaced;\n";
    expect(await complaints('libs/kit/src/x.ts', code)).toContain('chowk/kit-knows-only-the-envelope');
  });
});

describe('the conventions', () => {
  it.each(['utils', 'common', 'shared', 'helpers', 'dto', 'types', 'base'])(
    'a folder called %s: refused',
    async (folder) => {
      expect(await complaints(`apps/order/src/${folder}/x.ts`, 'export const x = 1;\n')).toContain(
        'chowk/folder-names',
      );
    },
  );

  it('a test that sleeps: refused', async () => {
    const code = 'await new Promise((done) => setTimeout(done, 10));\nexport {};\n';
    expect(await complaints('apps/order/src/x.spec.ts', code)).toContain('chowk/tests-do-not-sleep');
  });

  it('any: refused', async () => {
    expect(await complaints('apps/order/src/x.ts', 'export const x: any = 1;\n')).toContain(
      '@typescript-eslint/no-explicit-any',
    );
  });
});
