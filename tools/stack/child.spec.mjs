import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startChild } from './child.mjs';
import { endLeftover, livingProcess, startTimeOf } from './pid-file.mjs';

let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'chowk-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const start = (script) =>
  startChild({
    name: 'fake',
    command: 'sh',
    args: ['-c', script],
    logFile: join(folder, 'fake.log'),
    pidFile: join(folder, 'fake.json'),
  });

test('a child that dies before it is ready is reported with its last lines', async () => {
  const child = start('echo "port taken"; exit 3');
  await expect(child.ready(() => false, 5_000)).rejects.toThrow(/fake ended with status 3[^]*port taken/);
});

test('a child that does not get ready in time is killed', async () => {
  const child = start('exec sleep 60');
  await expect(child.ready(() => false, 50)).rejects.toThrow('fake was not ready after 0.05 s');
  expect(startTimeOf(child.pid)).toBeUndefined();
});

test('a child that ignores the polite signal is killed after its time', async () => {
  const child = start('trap "" TERM; echo armed; while :; do sleep 1; done');
  await child.ready(() => child.output().includes('armed'), 5_000);
  await child.stop('SIGTERM', 100);
  expect(await child.exited).toBe('was ended by SIGKILL');
});

test('what an earlier launcher left behind is found by its pid file and ended', async () => {
  const child = start('exec sleep 60');
  expect(livingProcess(join(folder, 'fake.json')).pid).toBe(child.pid);
  await endLeftover(join(folder, 'fake.json'));
  expect(await child.exited).toBe('was ended by SIGTERM');
});

test('a stranger who got the pid of a dead one of ours is left alone', () => {
  const file = join(folder, 'fake.json');
  writeFileSync(file, JSON.stringify({ pid: process.pid, startTime: '1' }));
  expect(livingProcess(file)).toBeUndefined();
  writeFileSync(file, '{"pid":12');
  expect(livingProcess(file)).toBeUndefined();
});

test('children die with a launcher that is killed', async () => {
  const launcherSource = `const { readFileSync } = require('node:fs');
  import('${new URL('./child.mjs', import.meta.url)}').then(({ startChild }) => {
    const { pid } = startChild({ name: 'x', command: 'sleep', args: ['60'], logFile: '${folder}/x.log', pidFile: '${folder}/x.json' });
    console.log(pid);
    const isArmed = () => readFileSync('/proc/' + pid + '/cmdline', 'utf8').startsWith('sleep');
    setInterval(() => isArmed() && process.kill(process.pid, 'SIGKILL'), 5);
  })`;
  const launcher = spawnSync(process.execPath, ['-e', launcherSource], { encoding: 'utf8' });
  expect(launcher.signal).toBe('SIGKILL');
  await expect.poll(() => startTimeOf(Number(launcher.stdout)), { timeout: 5_000 }).toBeUndefined();
});
