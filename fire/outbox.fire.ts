import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTopics, newId } from '@chowk/kit';
import { testDatabase } from '@chowk/testing';
import pg from 'pg';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { until } from '../tools/field/until.ts';
import {
  CountingTables1800000000000,
  relayName,
  topic,
  type Relaying,
  type Writing,
  type Written,
} from './outbox/counting.ts';
import { readBack } from './outbox/read-back.ts';

const relayFile = fileURLToPath(new URL('./outbox/relay-process.ts', import.meta.url));
const writerFile = fileURLToPath(new URL('./outbox/writer-process.ts', import.meta.url));

export default defineFire({
  name: 'outbox',
  promise:
    'Of 100,000 facts of 12 writers none is lost, none comes out of the order of its thing and none of a rolled-back transaction is told, while the relay that leads is killed every 5 s.',
  async run(field) {
    const { system, seed } = field;
    const { databaseUrl, redisUrl, kafkaBrokers } = system.servers;
    const servers = join(system.dataDir, 'outbox-servers.json');
    writeFileSync(servers, JSON.stringify({ databaseUrl, redisUrl, kafkaBrokers }));
    process.env['CHOWK_TEST_STACK'] = servers;
    const database = await testDatabase({ name: 'ledger', database: { migrations: [CountingTables1800000000000] } });
    const prefix = `outbox-${process.pid}-${seed}.`;
    const brokers = kafkaBrokers.split(',');
    await createTopics(brokers, prefix, [{ name: topic, partitions: 6, cleanup: 'delete' }]);
    const admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    const { url, workerUrl } = database;
    const relays = new Relays({ url, workerUrl, redisUrl, brokers, prefix }, admin);
    try {
      await Promise.all([relays.add(), relays.add()]);
      const facts = field.amount(100_000, 4_000);
      const since = performance.now();
      const writing = write({
        ...{ url, workerUrl, redisUrl, prefix, seed, writers: 12, facts, counters: 100 },
        tenants: Array.from({ length: 4 }, () => newId()),
      });
      const killing = killLeaders(field, relays, admin);
      const written = await writing;
      field.say(`${written.committed} facts written in ${Math.round((performance.now() - since) / 1000)} s`);
      await until('the outbox is empty', 90, async () => (await count(admin, 'outbox')) === 0, 100);
      const { kills, inTheMiddle } = await killing();
      const seconds = Math.round((performance.now() - since) / 100) / 10;

      const told = await readBack({ brokers, prefix, service: 'reader' }, topic);
      const { rows } = await admin.query<{ event_id: string }>('select event_id from fact');
      const journal = new Set(rows.map(({ event_id: id }) => id));
      const counters = await admin.query<{ key: string; version: number }>(
        `select tenant_id || ':' || id as key, version from counter`,
      );
      const lost = [...journal].filter((id) => !told.ids.has(id)).length;
      const short = counters.rows.filter(({ key, version }) => told.last.get(key) !== version);
      field.check('every committed fact is in the topic', lost === 0 && told.ids.size === facts, { lost });
      field.check('the journal has each of them once', journal.size === facts && rows.length === facts, rows.length);
      field.check('the last step of each counter was told', short.length === 0, short.slice(0, 5));
      field.check('none is out of order', told.outOfOrder.length === 0, told.outOfOrder.slice(0, 5));
      const untrue = written.rolledBack.filter((id) => told.ids.has(id));
      const many = written.rolledBack.length;
      field.check('none of a rolled-back transaction was told', untrue.length === 0 && many > 0, `${many} written`);
      field.check('nothing became a dead letter', (await count(admin, 'dead_letter')) === 0);
      field.check('relays were killed while facts waited', kills > 0 && inTheMiddle === kills, { kills, inTheMiddle });
      const { transactions, rolledBack } = written;
      return { facts, transactions, rolledBack: rolledBack.length, kills, resent: told.resent, seconds };
    } finally {
      await relays.end();
      await admin.end();
      await database.drop();
    }
  },
});

/** Kills the leader again and again until it is told to stop: every 5 s, in the short form every 1.5 s, and only while facts wait. */
function killLeaders(field: Field, relays: Relays, admin: pg.Client) {
  let isOver = false;
  let [kills, inTheMiddle] = [0, 0];
  const killing = (async () => {
    while (!isOver) {
      for (let waited = 0; waited < field.amount(5_000, 1_500) && !isOver; waited += 100) await pause(100);
      const waiting = isOver ? 0 : await count(admin, 'outbox');
      if (waiting === 0) continue;
      if (!(await relays.killLeader())) continue;
      kills++;
      // What the killed one had in hand and had not moved is still there
      if ((await count(admin, 'outbox')) > 0) inTheMiddle++;
      await relays.add();
    }
  })();
  return async () => {
    isOver = true;
    await killing;
    return { kills, inTheMiddle };
  };
}

async function count(admin: pg.Client, table: 'outbox' | 'dead_letter'): Promise<number> {
  const { rows } = await admin.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]?.n ?? 0;
}

async function write(told: Writing): Promise<Written> {
  const writer = fork(writerFile, { serialization: 'advanced' });
  const answered = once(writer, 'message');
  const died = once(writer, 'exit').then(([code]) => {
    throw new Error(`the writers ended with ${String(code)}`);
  });
  writer.send(told);
  const [written] = (await Promise.race([answered, died])) as [Written];
  await died.catch(() => undefined);
  return written;
}

/** The relaying processes that live. */
class Relays {
  private readonly told: Relaying;
  private readonly admin: pg.Client;
  private readonly alive = new Map<number, ChildProcess>();

  constructor(told: Relaying, admin: pg.Client) {
    this.told = told;
    this.admin = admin;
  }

  async add(): Promise<void> {
    const relay = fork(relayFile);
    relay.send(this.told);
    await once(relay, 'message');
    if (relay.pid !== undefined) this.alive.set(relay.pid, relay);
  }

  /** SIGKILL to the one that holds the lock; resolves when it is gone, false when none leads. */
  async killLeader(): Promise<boolean> {
    const { rows } = await this.admin.query<{ name: string }>(`
      select application_name as name from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted and pg_locks.database = (
        select oid from pg_database where datname = current_database())`);
    const leader = [...this.alive].find(([pid]) => rows.some(({ name }) => name.startsWith(relayName(pid))));
    if (!leader) return false;
    const [pid, relay] = leader;
    this.alive.delete(pid);
    const gone = once(relay, 'exit');
    relay.kill('SIGKILL');
    await gone;
    return true;
  }

  async end(): Promise<void> {
    const gone = [...this.alive.values()].map((relay) => once(relay, 'exit'));
    for (const relay of this.alive.values()) relay.kill('SIGKILL');
    await Promise.all(gone);
  }
}
