import { spawnSync } from 'node:child_process';
import { hasKafkaJars } from './kafka-jars.mjs';
import { findRedis } from './redis.mjs';

const OLDEST_NODE = 20;
const OLDEST_JAVA = 17;

/** The major version `java -version` prints ("17.0.15", or "1.8.0" of the old count); undefined when it prints none. */
export function javaMajor(output) {
  const found = /version "(?:1\.)?(\d+)/.exec(output);
  return found ? Number(found[1]) : undefined;
}

function answers(command, args) {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  return run.error ? undefined : run.stdout + run.stderr;
}

/**
 * What is missing on this machine, one sentence each with its remedy; an empty list when nothing is. `existing` names
 * servers that are used instead of local ones, for which nothing is needed. Installs Debian's redis-tools when that is
 * all that lacks and we are root.
 */
export function missingPrerequisites({ existing = {}, machine = thisMachine() } = {}) {
  const missing = [];
  const { platform, arch, nodeMajor } = machine;
  if (platform !== 'linux' || !['x64', 'arm64'].includes(arch)) {
    missing.push(
      `The local stack runs on Linux (x64 or arm64), this is ${platform} ${arch}: use \`docker compose up\`.`,
    );
  }
  if (nodeMajor < OLDEST_NODE) {
    missing.push(`Node ${OLDEST_NODE} or later is needed, this is Node ${nodeMajor}: install one from nodejs.org.`);
  }
  if (machine.setpriv() === undefined) {
    missing.push('setpriv is missing, which ties servers to the launcher: `apt-get install util-linux`.');
  }
  if (!existing.kafkaBrokers) {
    const java = javaMajor(machine.java() ?? '');
    if (java === undefined || java < OLDEST_JAVA) {
      const found = java === undefined ? 'there is none' : `this is Java ${java}`;
      missing.push(`Kafka needs Java ${OLDEST_JAVA} or later, ${found}: \`apt-get install openjdk-17-jdk-headless\`.`);
    }
    if (!machine.hasKafkaJars() && machine.maven() === undefined) {
      missing.push("Maven fetches Kafka's jars and is missing: `apt-get install maven`.");
    }
  }
  if (!existing.redisUrl && !machine.redis() && !(machine.isRoot && machine.installRedis())) {
    missing.push('There is no Redis server on this machine: `apt-get install redis-tools` (as root) brings one.');
  }
  return missing;
}

function thisMachine() {
  return {
    platform: process.platform,
    arch: process.arch,
    nodeMajor: Number(process.versions.node.split('.')[0]),
    isRoot: process.getuid?.() === 0,
    setpriv: () => answers('setpriv', ['--version']),
    java: () => answers('java', ['-version']),
    maven: () => answers('mvn', ['-v']),
    hasKafkaJars,
    redis: findRedis,
    installRedis,
  };
}

/** redis-tools holds the server's binary and, unlike redis-server, starts no daemon on 6379. */
function installRedis() {
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'redis-tools'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  if (install().status !== 0) {
    spawnSync('apt-get', ['update']); // a fresh machine has no package lists
    install();
  }
  return findRedis() !== undefined;
}
