import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

const conditions = ['@chowk/source', 'module', 'node', 'development|production', 'default'];

/**
 * Unit and integration tests; `vitest run apps/order` tries some of them. One project for all: a worker keeps what it has loaded for the files of its
 * project alone, and loading kit and frameworks anew for each app took a third of the time.
 */
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
    include: [
      '{apps,libs}/*/{src,test}/**/*.spec.ts',
      'tools/simulators/{src,test}/**/*.spec.ts',
      'tools/{stack,conventions,check,demo,field,generate,postman}/**/*.spec.{ts,mjs}',
    ],
    exclude: ['**/node_modules/**', 'apps/gateway/test/flows/**'],
    coverage: {
      provider: 'v8',
      reportOnFailure: true,
      reporter: ['json-summary'],
      include: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
      exclude: ['**/*.spec.ts', '**/migrations/**', '**/*.generated.ts', 'libs/client/src/generated/**'],
    },
  },
});
