import { keepHouse, kitMigrations, newId, rolesOf, runMigrations, sql } from '../../src/index.js';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CreateParcels1760000000000 } from './create-parcels.js';
import { alpha, openParcelOffice, type ParcelOffice, parcelMigrations } from './parcel-office.js';
import { Parcel } from './parcel.js';

class AddColour1770000000000 extends CreateParcels1760000000000 {
  override async up(...[runner]: Parameters<CreateParcels1760000000000['up']>): Promise<void> {
    await runner.query(`alter table parcel add colour text`);
  }
}

class BreakHalfway1780000000000 extends CreateParcels1760000000000 {
  override async up(...[runner]: Parameters<CreateParcels1760000000000['up']>): Promise<void> {
    await runner.query(`create table half (id integer)`);
    await runner.query(`select 1 / 0`);
  }
}

describe("Migrations bring a service's database forward", () => {
  let office: ParcelOffice;
  const roles = () => rolesOf(office.files.url, office.files.workerUrl);

  beforeAll(async () => {
    office = await openParcelOffice();
  });
  afterAll(() => office.close());

  it('what has run does not run again', async () => {
    expect(await runMigrations(office.files.ownerUrl, parcelMigrations, roles())).toEqual([]);
  });

  it('two instances that start at once run each migration once', async () => {
    const runs = [1, 2, 3].map(() =>
      runMigrations(office.files.ownerUrl, [...parcelMigrations, AddColour1770000000000], roles()),
    );
    expect((await Promise.all(runs)).flat()).toEqual(['AddColour1770000000000']);
  });

  it('one that fails leaves nothing behind', async () => {
    const failing = runMigrations(office.files.ownerUrl, [BreakHalfway1780000000000], roles());
    await expect(failing).rejects.toThrow('division by zero');
    const { rows } = await office.admin.query(`select to_regclass('half') as half`);
    expect(rows).toEqual([{ half: null }]);
  });

  it('one that meets a long lock gives up instead of stopping the service', async () => {
    class AddSize1790000000000 extends CreateParcels1760000000000 {
      override async up(...[runner]: Parameters<CreateParcels1760000000000['up']>): Promise<void> {
        await runner.query(`set lock_timeout = 200`);
        await runner.query(`alter table parcel add size integer`);
      }
    }
    await office.admin.query('begin');
    await office.admin.query('lock table parcel in access share mode');
    await expect(runMigrations(office.files.ownerUrl, [AddSize1790000000000], roles())).rejects.toThrow('lock timeout');
    await office.admin.query('rollback');
  });

  it('run under a lock time-out of five seconds', async () => {
    const seen: unknown[] = [];
    class Look1800000000000 extends CreateParcels1760000000000 {
      override async up(...[runner]: Parameters<CreateParcels1760000000000['up']>): Promise<void> {
        seen.push(...((await runner.query('show lock_timeout')) as unknown[]));
      }
    }
    await runMigrations(office.files.ownerUrl, [Look1800000000000], roles());
    expect(seen).toEqual([{ lock_timeout: '5s' }]);
  });

  it('the app role can neither change tables, nor truncate, nor rewrite what was told', async () => {
    const pool = new pg.Pool({ connectionString: office.files.url, max: 1 });
    const forbidden = [
      'create table mine (id integer)',
      'alter table parcel disable row level security',
      'truncate parcel',
      'drop table parcel',
      'delete from outbox',
      'update outbox set data = $$lie$$',
      'insert into fact select * from fact',
      'delete from inbox',
      'insert into dead_letter select * from dead_letter',
      'select * from fact_default',
      'select * from clock_offset',
      'select chowk_keep_fact_partitions(1)',
      'set role chowk_test_owner',
    ];
    for (const statement of forbidden)
      await expect(pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    await pool.end();
  });

  it('the kit comes first, in a fixed order', () => {
    expect(kitMigrations.map(({ name }) => name)).toEqual([
      'ProtectTables1700000000000',
      'KeepFacts1700000000001',
      'KnowCallers1700000000002',
      'ReceiveEvents1700000000003',
    ]);
  });
});

describe('Housekeeping', () => {
  let office: ParcelOffice;
  beforeAll(async () => {
    office = await openParcelOffice();
  });
  afterAll(() => office.close());
  beforeEach(() => office.admin.query('truncate idempotency, inbox, fact, outbox'));

  it('the journal has a partition for this month and the next two, and takes in any other', async () => {
    await office.admin.query('drop table if exists ' + (await partitions(office)).slice(0, 2).join(', '));
    await keepHouse(office.database.worker);
    const names = await partitions(office);
    expect(names).toHaveLength(4);

    await office.as(alpha, () => office.parcels.add(Parcel.pack(newId(), 'told')));
    await office.database.worker.execute(
      sql`insert into fact select id, tenant_id, event_id, topic, key, type, aggregate_id, aggregate_version, outlet_id, occurred_at,
          correlation, causation, traceparent, data, created_at - step from outbox, unnest(${['0', '400 days']}::interval[]) as step`,
    );
    const { rows } = await office.admin.query(`select tableoid::regclass::text as place from fact order by created_at`);
    expect(rows[0]).toEqual({ place: 'fact_default' });
    expect(rows[1].place).toMatch(/^fact_\d{4}_\d{2}$/);
  });

  it('a month whose facts are in the default partition already leaves them there', async () => {
    const [first] = await partitions(office);
    await office.admin.query(`drop table ${first}`);
    await office.as(alpha, () => office.parcels.add(Parcel.pack(newId(), 'early')));
    await office.admin
      .query(`insert into fact select id, tenant_id, event_id, topic, key, type, aggregate_id, aggregate_version,
      outlet_id, occurred_at, correlation, causation, traceparent, data, created_at from outbox`);
    await keepHouse(office.database.worker);
    expect(await partitions(office)).not.toContain(first);
  });

  it('keys go after 72 hours, inbox rows only when told how long they are kept', async () => {
    await office.admin.query(`
      insert into idempotency (tenant_id, caller, route, key, body_hash, subject_id, state, lease_until, expires_at)
      select '${alpha}', 'c', 'r', n::text, '\\x00', gen_random_uuid(), 'DONE', now(), now() + (n - 3) * interval '1 hour'
      from generate_series(1, 5) as n`);
    await office.admin.query(`
      insert into inbox (tenant_id, consumer, event_id, body_hash, handled_at)
      select '${alpha}', 'c', gen_random_uuid(), '\\x00', now() - n * interval '10 days' from generate_series(0, 4) as n`);
    expect(await keepHouse(office.database.worker)).toEqual({ keys: 3, inbox: 0 });
    expect(await keepHouse(office.database.worker, { inboxDays: 25 })).toEqual({ keys: 0, inbox: 2 });
  });
});

async function partitions({ admin }: ParcelOffice): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'fact'::regclass order by 1`,
  );
  return rows.map(({ name }) => name);
}
