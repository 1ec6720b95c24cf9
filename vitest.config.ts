import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

const conditions = ['@chowk/source', 'module', 'node', 'development|production', 'default'];

/** One vitest project per app and library; `vitest run --project order` tries one of them. */
const project = (name: string, root: string) => ({
  extends: true as const,
  root,
  test: { name, include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'], exclude: ['test/flows/**'] },
});

const apps = ['gateway', 'auth', 'catalog', 'order', 'payment', 'inventory', 'notification', 'analytics', 'discount'];
const libs = ['client', 'contracts', 'kit', 'pricing', 'testing'];

export default defineConfig({
  plugins: [
    swc.vite({
      swcrc: false,
      jsc: {
        target: 'es2024',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        keepClassNames: true,
      },
      module: { type: 'es6' },
      sourceMaps: true,
    }),
  ],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: 'forks',
    // Most of a test on real servers is waiting: more workers than cores, each keeping what it has loaded
    maxWorkers: 4,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    projects: [
      ...apps.map((name) => project(name, `apps/${name}`)),
      ...libs.map((name) => project(name, `libs/${name}`)),
      { ...project('simulators', 'tools/simulators') },
      {
        extends: true,
        test: {
          name: 'tools',
          include: ['tools/{stack,conventions,check,demo,field,generate,postman}/**/*.spec.{ts,mjs}'],
        },
      },
    ],
    coverage: {
      provider: 'v8',
      reportOnFailure: true,
      reporter: ['json-summary'],
      include: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
      exclude: ['**/*.spec.ts', '**/migrations/**', '**/*.generated.ts', 'libs/client/src/generated/**'],
    },
  },
});
