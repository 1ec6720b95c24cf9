import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import unit from './vitest.config.js';

/** Files that kill processes come last, so that nothing else meets a service on its way up. */
class KillsLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const kills = (file: TestSpecification) => Number(file.moduleId.includes('/kill-'));
    return files.toSorted((one, other) => kills(one) - kills(other) || one.moduleId.localeCompare(other.moduleId));
  }
}

/** Flows through the gateway of the whole system, which runs as processes. */
export default defineConfig({
  plugins: unit.plugins ?? [],
  ...(unit.resolve ? { resolve: unit.resolve } : {}),
  ...(unit.ssr ? { ssr: unit.ssr } : {}),
  test: {
    include: ['apps/gateway/test/flows/**/*.spec.ts'],
    globalSetup: ['tools/check/flow-system.mjs'],
    pool: 'forks',
    fileParallelism: false,
    // They share nothing but the system; loading everything anew for each file took half a minute
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    sequence: { sequencer: KillsLast },
  },
});
