import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * Runs vitest, counts its tests and names those that were skipped; files that could not even be loaded count as failed. What it prints is shown as it
 * comes, or, where others print meanwhile, at the end. What gives way leaves the processors to others as long as they have something to do.
 */
export async function runVitest(name, args, { showAtTheEnd = false, givesWay = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'chowk-tests-'));
  const report = join(folder, 'report.json');
  try {
    console.log(`  · ${name}`);
    const { status, output } = await run(
      'nice',
      [
        '-n',
        givesWay ? '5' : '0',
        'vitest',
        'run',
        '--reporter=dot',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...args,
      ],
      { show: !showAtTheEnd },
    );
    if (showAtTheEnd) console.log(`\n  · ${name} are over\n${output}`);
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const unloaded = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    ).length;
    const failed = numFailedTests + unloaded;
    const skipped = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter((test) => test.status === 'skipped' || test.status === 'pending')
      .map(({ fullName }) => fullName);
    return { passed: numPassedTests, skipped, failed: failed || (status === 0 ? 0 : 1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
