/**
 * `npm test`: sets up what it needs, then checks format, boundaries, types, generated files, unit and integration tests on
 * real servers with their coverage, flows through the whole running system, and short forms of scripts under fire. Ends with one line
 * for all of it.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll } from '../stack/build.mjs';
import { installDependencies } from '../stack/dependencies.mjs';
import { home, root } from '../stack/layout.mjs';
import { endLeftovers } from '../stack/leftovers.mjs';
import { missingPrerequisites } from '../stack/prerequisites.mjs';
import { startServers } from '../stack/servers.mjs';
import { chromiumForTests } from './chromium.mjs';
import { Tally } from './tally.mjs';
import { coverageByProject } from './coverage.mjs';
import { run } from './run.mjs';
import { runVitest } from './vitest.mjs';

const testHome = join(home, 'test');
const tally = new Tally();

/** Runs one check by the command, in what the tests leave of the processors; its output is shown when it fails. */
const check = (name, command, args) =>
  tally.check(name, async () => {
    const { status, output } = await run('nice', ['-n', '19', command, ...args]);
    if (status !== 0) throw new Error(output);
  });

/** What is found by reading: format, types, boundaries, generated files. In what flows and fires leave of the processors. */
const checks = () =>
  Promise.all([
    check('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
    check('types', 'tsc', ['-p', 'tsconfig.json']),
    check('lint and boundaries', 'eslint', ['--max-warnings', '0', '.']),
    check('generated files are fresh', 'node', ['tools/generate/generate.mjs', '--check']),
  ]);

async function main() {
  const missing = missingPrerequisites();
  if (missing.length) throw new Error(missing.join('\n'));
  // Topics and databases of earlier runs would make this one slower
  await endLeftovers(join(testHome, 'servers'));
  await endLeftovers(join(testHome, 'system'));
  rmSync(testHome, { recursive: true, force: true });
  mkdirSync(testHome, { recursive: true });
  await tally.step('dependencies', () => installDependencies());
  await tally.check('build', () => buildAll());
  await tally.step('browser', () => {
    // Without one its tests are skipped by name; where it must be there, that would hide what nobody looked at
    if (!chromiumForTests() && process.env.CHOWK_BROWSER === 'required')
      throw new Error('There is no Chromium, and none could be installed: `apt-get install chromium`.');
  });
  const servers = await tally.step('servers', () =>
    startServers({ dataDir: join(testHome, 'servers'), kafkaHeapMb: 768, maxConnections: 600 }),
  );
  process.once('SIGINT', () => void servers.stop().finally(() => process.exit(130)));
  let checked;
  try {
    const { databaseUrl, redisUrl, kafkaBrokers } = servers;
    writeFileSync(join(testHome, 'stack.json'), JSON.stringify({ databaseUrl, redisUrl, kafkaBrokers }));
    const coverageFolder = join(testHome, 'coverage');
    // Flows wait for most of their time, one after the other: the others fill it. Databases, topics and keys are their own
    const coverage = ['--coverage', `--coverage.reportsDirectory=${coverageFolder}`];
    const outcomes = await Promise.all([
      runVitest('unit and integration', coverage, { givesWay: true }).finally(() => {
        checked = checks();
      }),
      runVitest('flows', ['--config', 'vitest.flows.config.ts'], { showAtTheEnd: true }),
    ]);
    for (const outcome of outcomes) tally.add(outcome);
    for (const { project, lines, branches } of coverageByProject(coverageFolder, root))
      await tally.check(`coverage of ${project}: ${lines} % of lines, ${branches} % of branches`, () => {
        if (lines < 80 || branches < 80) throw new Error('at least 80 % of each are asked for');
      });
  } finally {
    await servers.stop();
  }
  tally.add(await underFire());
  await checked;
}

/** The short forms of all scripts under fire, on one stack of their own; each counts as one. */
async function underFire() {
  console.log('  · under fire');
  const words = ['--disable-warning=TimeoutNegativeWarning', 'fire/run.ts', 'all', '--quick'];
  const { status, output } = await run('node', words, { show: true });
  const summary = output.split('\n').findLast((line) => line.startsWith('{"fire":"all"'));
  const { passed, failed } = JSON.parse(summary ?? '{"passed":0,"failed":1}');
  return { passed, failed: failed || (status === 0 ? 0 : 1) };
}

try {
  await main();
} catch (error) {
  tally.fail('npm test', error);
}
tally.close();
process.exit(tally.failed ? 1 : 0);
