import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingPackages } from './dependencies.mjs';
import { isReadyAnswer } from './health.mjs';
import { postgresIdentity } from './identity.mjs';
import { Follower, prefixed } from './log-lines.mjs';
import { existingServers, startOptions } from './options.mjs';
import { statusTable } from './page.mjs';
import { javaMajor, missingPrerequisites } from './prerequisites.mjs';
import { Progress } from './progress.mjs';
import { Stamps } from './stamps.mjs';

test('npm start refuses words it does not know and names those it knows', () => {
  expect(startOptions(['--fresh'])).toEqual({ detach: false, fresh: true, demo: true });
  expect(() => startOptions(['--frsh'])).toThrow(/does not know --frsh[^]*--fresh/);
});

test('servers that the environment names are used, with the prefix', () => {
  expect(existingServers({ REDIS_URL: 'redis://r', DATABASE_URL: '', CHOWK_PREFIX: 'x_' })).toEqual({
    servers: { redisUrl: 'redis://r' },
    prefix: 'x_',
  });
});

test('only the very process that was started counts as ready', () => {
  expect(isReadyAnswer({ status: 200, body: { pid: 7 } }, 7)).toBe(true);
  expect(isReadyAnswer({ status: 200, body: { data: { pid: 7 } } }, 7)).toBe(true);
  expect(isReadyAnswer({ status: 200, body: { pid: 8 } }, 7)).toBe(false);
  expect(isReadyAnswer({ status: 503, body: { pid: 7 } }, 7)).toBe(false);
  expect(isReadyAnswer(undefined, 7)).toBe(false);
});

const machine = (changes) => ({
  platform: 'linux',
  arch: 'x64',
  nodeMajor: 20,
  isRoot: true,
  setpriv: () => 'setpriv',
  java: () => 'openjdk version "17.0.15" 2025-04-15',
  maven: () => 'Apache Maven',
  hasKafkaJars: () => false,
  redis: () => '/usr/bin/redis-server',
  installRedis: () => false,
  ...changes,
});

test('what is missing is named in one sentence with its remedy', () => {
  expect(missingPrerequisites({ machine: machine() })).toEqual([]);
  expect(missingPrerequisites({ machine: machine({ java: () => undefined }) })).toEqual([
    'Kafka needs Java 17 or later, there is none: `apt-get install openjdk-17-jdk-headless`.',
  ]);
  expect(missingPrerequisites({ machine: machine({ redis: () => undefined, isRoot: false }) })).toEqual([
    'There is no Redis server on this machine: `apt-get install redis-tools` (as root) brings one.',
  ]);
});

test('nothing is needed for servers that are used from elsewhere, nor Maven once the jars are here', () => {
  const bare = machine({ java: () => undefined, maven: () => undefined, redis: () => undefined });
  const existing = { kafkaBrokers: 'k:9092', redisUrl: 'redis://r' };
  expect(missingPrerequisites({ existing, machine: bare })).toEqual([]);
  expect(missingPrerequisites({ machine: machine({ maven: () => undefined, hasKafkaJars: () => true }) })).toEqual([]);
});

test('root without a Redis gets one installed', () => {
  expect(missingPrerequisites({ machine: machine({ redis: () => undefined, installRedis: () => true }) })).toEqual([]);
});

test('Java says its version in two ways', () => {
  expect(javaMajor('openjdk version "21.0.2" 2024-01-16')).toBe(21);
  expect(javaMajor('java version "1.8.0_402"')).toBe(8);
  expect(javaMajor('')).toBeUndefined();
});

test('dependencies are installed again when the lock file wants another version or an unlinked workspace', () => {
  const lock = (version) => ({
    packages: {
      '': {},
      'libs/kit': { version: '0.1.0' },
      'node_modules/@chowk/kit': { link: true },
      'node_modules/pg': { version },
      'node_modules/fsevents': { version: '2.0.0', optional: true },
    },
  });
  const installed = { packages: { 'node_modules/pg': { version: '8.23.1' } } };
  expect(missingPackages(lock('8.23.1'), installed, () => true)).toEqual([]);
  expect(missingPackages(lock('8.23.2'), installed, () => true)).toEqual(['node_modules/pg']);
  expect(missingPackages(lock('8.23.1'), installed, () => false)).toEqual(['node_modules/@chowk/kit']);
});

test('PostgreSQL runs as we are, unless we are root', () => {
  const places = { binaries: '/b', data: '/d' };
  expect(postgresIdentity({ ...places, isRoot: false })).toEqual({ prefix: [], ...places });
  const { prefix } = postgresIdentity({ ...places, isRoot: true, hasNamespaces: () => true });
  expect(prefix.slice(0, 2)).toEqual(['unshare', '-U']);
});

test('work that did not come to its end is done again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chowk-'));
  const file = join(folder, 'stamps.json');
  const done = [];
  const work = async () => done.push('work');
  expect(await new Stamps(file).once('build', 'one', work)).toBe(true);
  expect(await new Stamps(file).once('build', 'one', work)).toBe(false);
  await expect(new Stamps(file).once('build', 'two', async () => Promise.reject(new Error('no')))).rejects.toThrow(
    'no',
  );
  expect(await new Stamps(file).once('build', 'one', work)).toBe(true);
  expect(done).toHaveLength(2);
  rmSync(folder, { recursive: true });
});

test('log lines come whole, with the name of who said them', () => {
  const lines = [];
  const follower = new Follower((line) => lines.push(prefixed('order', line, 7)));
  const bytes = Buffer.from('first\n₹ 250\nrest');
  follower.add(bytes.subarray(0, 7)); // in the middle of the rupee sign
  follower.add(bytes.subarray(7));
  expect(lines).toEqual(['order   | first', 'order   | ₹ 250']);
});

test('a step that fails says what to do', async () => {
  const lines = [];
  const progress = new Progress((line) => lines.push(line));
  const failing = progress.step('Topics', 'Look into the log.', async () => Promise.reject(new Error('no broker')));
  await expect(failing).rejects.toThrow('Topics: failed. no broker\n\nLook into the log.');
  expect(lines).toEqual(['[   0.0 s] Topics ...']);
});

test('the status has one aligned line per process', () => {
  const since = new Date(0).toISOString();
  const table = statusTable(
    [
      { name: 'redis', state: 'up', since, pid: 7, restarts: 0, memory: 12 * 1024 * 1024, address: '127.0.0.1:63790' },
      { name: 'order', state: 'dead', since, restarts: 2, address: 'http://127.0.0.1:3003' },
    ],
    61_000,
  );
  expect(table.split('\n')).toEqual([
    'redis  up    127.0.0.1:63790        pid 7  12 MB  61 s',
    'order  dead  http://127.0.0.1:3003                61 s  started again 2 times',
  ]);
});
