import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startChild } from './child.mjs';
import { endLeftover } from './pid-file.mjs';

/** The path of a Redis server binary on this machine, or undefined. Debian's redis-tools has it as redis-check-rdb. */
export function findRedis() {
  for (const name of ['redis-server', 'valkey-server', 'redis-check-rdb']) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  return undefined;
}

/** Starts Redis on 127.0.0.1:`port`, its append-only file in `dataDir`/redis. Ready means: this very process answers. */
export async function startRedis({ dataDir, port }) {
  const binary = findRedis();
  if (!binary) throw new Error('There is no Redis server on this machine: `apt-get install redis-tools` brings one.');
  const pidFile = join(dataDir, 'run', 'redis.json');
  await endLeftover(pidFile);
  const data = join(dataDir, 'redis');
  mkdirSync(data, { recursive: true });
  // The one binary decides by the name it is called by whether it is the server.
  const server = join(data, 'redis-server');
  rmSync(server, { force: true });
  symlinkSync(binary, server);
  const running = startChild({
    name: 'redis',
    command: server,
    args: ['--port', port, '--bind', '127.0.0.1', '--dir', data, '--appendonly', 'yes', '--save', ''].map(String),
    cwd: data,
    logFile: join(dataDir, 'logs', 'redis.log'),
    pidFile,
    deathSignal: 'SIGTERM',
  });
  await running.ready(async () => (await processIdOf(port)) === running.pid, 20_000);
  return {
    ...running,
    address: `redis://127.0.0.1:${port}`,
    stop: () => running.stop('SIGTERM', 15_000),
  };
}

/** The process id of the Redis that answers on this port, or undefined when none does or it is still loading. */
function processIdOf(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('INFO server\r\n'));
    let answer = '';
    const finish = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(1000, () => finish(undefined));
    socket.once('error', () => finish(undefined));
    socket.once('close', () => finish(undefined));
    socket.on('data', (chunk) => {
      answer += chunk;
      const found = /process_id:(\d+)/.exec(answer);
      if (found) finish(Number(found[1]));
      else if (answer.startsWith('-')) finish(undefined);
    });
  });
}
