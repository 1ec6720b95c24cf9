/** Twelve who write side by side: transactions of any length, of which every seventh thinks better of it after all. */
import { setTimeout as pause } from 'node:timers/promises';
import { newId, openDatabase, runInCall, sql, Wakeups, type Database, type Transaction } from '@chowk/kit';
import { Random } from '../../tools/field/random.ts';
import { topic, type, type Writing, type Written } from './counting.ts';

class Regret extends Error {}

async function write(told: Writing): Promise<Written> {
  const { url, workerUrl, redisUrl, prefix } = told;
  const settings = { url, workerUrl, applicationName: 'writer', entities: [], size: told.writers };
  const { database, close } = await openDatabase({ ...settings, report: console.error });
  const wakeups = new Wakeups({ redisUrl, prefix, service: 'ledger' });
  wakeups.start();
  const rolledBack: string[] = [];
  let [left, committed, transactions] = [told.facts, 0, 0];

  const writer = async (random: Random): Promise<void> => {
    while (left > 0) {
      const facts = Math.min(left, random.next() < 0.1 ? random.between(20, 60) : random.between(1, 8));
      left -= facts;
      const ids: string[] = [];
      const tenantId = random.pick(told.tenants);
      try {
        await runInCall({ tenantId, correlationId: newId() }, () => transact(database, told, random, facts, ids));
        committed += facts;
        transactions++;
        wakeups.wake('relay');
      } catch (error) {
        if (!(error instanceof Regret)) throw error;
        rolledBack.push(...ids);
        left += facts;
      }
    }
  };
  const seeds = Array.from({ length: told.writers }, (_none, n) => new Random(told.seed).fork(`writer ${n}`));
  await Promise.all(seeds.map(writer));
  wakeups.close();
  await close();
  return { committed, transactions, rolledBack };
}

/** Takes steps of some counters, each held until the end, and tells each step; `ids` gets those of the facts. */
async function transact(
  database: Database,
  { counters }: Writing,
  random: Random,
  facts: number,
  ids: string[],
): Promise<void> {
  const touched = Math.min(facts, random.between(1, 4));
  // In one order, so that two writers never wait for each other
  const things = [...new Set(Array.from({ length: touched }, () => random.int(counters)))].sort((a, b) => a - b);
  await database.transaction(async (transaction) => {
    for (const [index, thing] of things.entries()) {
      const share = Math.floor((facts * (index + 1)) / things.length) - Math.floor((facts * index) / things.length);
      await step(transaction, thing, share, ids);
      if (random.next() < 0.2) await pause(random.int(15));
    }
    if (random.next() < 1 / 7) throw new Regret();
  });
}

async function step(transaction: Transaction, thing: number, steps: number, ids: string[]): Promise<void> {
  const { tenantId } = transaction;
  if (tenantId === undefined) throw new Error('Nobody counts without a tenant');
  const [counter] = await transaction.query<{ version: number }>(sql`
    insert into counter (tenant_id, id, version) values (${tenantId}, ${thing}, ${steps})
    on conflict (tenant_id, id) do update set version = counter.version + ${steps} returning version`);
  const last = counter?.version ?? 0;
  const rows = Array.from({ length: steps }, (_none, n) => {
    const eventId = newId();
    ids.push(eventId);
    return {
      ...{ tenantId, eventId, topic, type, key: `${tenantId}:${thing}`, aggregateId: String(thing) },
      ...{ aggregateVersion: last - steps + n + 1, outletId: null, occurredAt: new Date(), correlation: eventId },
      ...{ causation: null, traceparent: null, data: '{"filling":"as long as a fact usually is, or nearly so"}' },
    };
  });
  await transaction.writeFacts(rows);
}

process.once('message', (told: Writing) => {
  void write(told).then((written) => process.send?.(written, () => process.disconnect()));
});
