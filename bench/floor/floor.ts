import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { send } from '../../tools/field/calls.ts';
import { between, cpuOf, sumOf } from '../../tools/field/cpu.ts';
import { openLoop } from '../../tools/field/open-loop.ts';
import type { BenchSystem } from '../bench-system.ts';
import { bareTables } from './bare-order.ts';

const transactions = 3_000;

/** CPU-milliseconds per order of what nobody can go below on this machine, Node and PostgreSQL together. */
export interface Floor {
  /** The bare transaction, one after another. */
  readonly transaction: number;
  /** The same behind a bare fastify server, at the bench's rate. */
  readonly server: number;
}

/** Measures the floor on the system's own PostgreSQL, in a database of its own. */
export async function floorOf(system: BenchSystem, ratePerSecond: number, seconds = 10): Promise<Floor> {
  const url = new URL(system.running.servers.databaseUrl);
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    await admin.query('create database bench_floor');
    url.pathname = '/bench_floor';
    const owner = new pg.Client({ connectionString: url.href });
    await owner.connect();
    await owner.query(bareTables);
    await owner.end();
    const transaction = await inProcess(['transactions', url.href, String(transactions)], async (child) => {
      return spent(system, child, transactions, async () => {
        const done = once(child, 'message');
        child.send('go');
        await done;
      });
    });
    const server = await inProcess(['server', url.href], async (child, address) => {
      const load = (rate: number, time: number) =>
        openLoop({ ratePerSecond: rate, seconds: time, work: () => send({ method: 'POST', url: address, body: {} }) });
      await load(100, 3);
      return spent(system, child, ratePerSecond * seconds, () => load(ratePerSecond, seconds));
    });
    return { transaction, server };
  } finally {
    await admin.query('drop database if exists bench_floor with (force)');
    await admin.end();
  }
}

async function spent(
  system: BenchSystem,
  child: ChildProcess,
  n: number,
  work: () => Promise<unknown>,
): Promise<number> {
  const parts = { node: child.pid, postgres: system.parts['postgres'] };
  const before = cpuOf(parts);
  await work();
  return sumOf(between(before, cpuOf(parts))) / n;
}

async function inProcess<Result>(
  args: readonly string[],
  work: (child: ChildProcess, said: string) => Promise<Result>,
): Promise<Result> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = fork(main, [...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  try {
    const [said] = (await once(child, 'message')) as [string];
    return await work(child, said);
  } finally {
    if (child.connected) child.disconnect();
    await ended;
  }
}
