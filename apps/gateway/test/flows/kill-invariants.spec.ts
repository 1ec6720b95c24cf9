import { behind, eventually, openBehind, runningSystem } from '@chowk/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { aFullEvening } from './kill-evening.js';
import { outside } from '../../../../tools/field/truth/faults.ts';
import {
  invariantFaults,
  invariants,
  type InvariantName,
  type Read,
} from '../../../../tools/field/truth/invariants.ts';
import { systemFaults } from './kill-look.js';
import type { Plant } from '../../../../tools/field/truth/plant.ts';
import { plants } from '../../../../tools/field/truth/plants.ts';
import { Story } from './kill-story.js';

const system = runningSystem();
const look: Read = async <Row extends object>(service: string, sql: string) =>
  (await outside(system)<Row>(service, sql)) ?? behind<Row>(system, service, sql);

describe('What a kill is judged by', () => {
  beforeAll(async () => {
    const story = await Story.begin();
    await story.placed();
    await story.toItsEnd();
    await aFullEvening();
    await eventually('everything is as it should be', async () => {
      const faults = await systemFaults();
      if (faults.length > 0) throw new Error(faults.join('\n'));
      return true;
    });
  });

  /** Plants in a transaction that is never committed: the look at this database goes through it. */
  async function faultsOf(name: InvariantName, { service, sql }: Plant): Promise<readonly string[]> {
    const client = await openBehind(system, service);
    try {
      await client.query('begin');
      // The ledger and its keys refuse such changes to everybody
      await client.query('set local session_replication_role = replica');
      const { rowCount } = await client.query(sql);
      expect(rowCount, `planted by ${sql}`).toBeGreaterThan(0);
      return await invariants[name](async <Row extends object>(place: string, question: string) =>
        place === service ? (await client.query<Row>(question)).rows : look<Row>(place, question),
      );
    } finally {
      await client.end();
    }
  }

  it('finds nothing when all is well', async () => {
    expect(await invariantFaults(look)).toEqual([]);
  });

  it.each(Object.keys(invariants) as InvariantName[])('turns red when it does not hold that %s', async (name) => {
    expect(await invariants[name](look)).toEqual([]);
    for (const plant of plants[name]) expect((await faultsOf(name, plant)).length, plant.sql).toBeGreaterThan(0);
  });

  it('names the invariant with each fault', async () => {
    const planted: Read = async <Row extends object>(service: string, sql: string) =>
      service === 'auth' && sql.includes('from outbox') ? [{ fault: 'one' } as Row] : look<Row>(service, sql);
    expect(await invariantFaults(planted)).toEqual(['no fact waits to be sent: auth: one']);
  });
});
