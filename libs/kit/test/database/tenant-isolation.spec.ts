import { MissingTenant, newId, runInCall, sql } from '../../src/index.js';
import { assertTenantIsolation, tenantIsolationFaults } from '@chowk/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alpha, beta, openParcelOffice, type ParcelOffice } from './parcel-office.js';
import { Parcel } from './parcel.js';

describe('Tenants are kept apart by the database', () => {
  let office: ParcelOffice;
  const parcelId = newId();

  beforeAll(async () => {
    office = await openParcelOffice();
    await office.as(alpha, () => office.parcels.add(Parcel.pack(parcelId, 'of alpha')));
  });
  afterAll(() => office.close());

  it('a call without a tenant fails before the database is touched', async () => {
    const before = await backends(office);
    await expect(runInCall({}, () => office.parcels.find(parcelId))).rejects.toThrow(MissingTenant);
    await expect(runInCall({}, () => office.database.query(sql`select 1`))).rejects.toThrow(MissingTenant);
    await expect(office.database.transaction(async () => undefined)).rejects.toThrow(MissingTenant);
    expect(await backends(office)).toEqual(before);
  });

  it('a statement that reaches the database without a tenant raises, on a fresh and on a used connection', async () => {
    const pool = new pg.Pool({ connectionString: office.files.url, max: 1 });
    await expect(pool.query('select * from parcel')).rejects.toMatchObject({ code: '42704' });
    await pool.query('begin');
    await pool.query(`select set_config('app.tenant_id', $1, true)`, [alpha]);
    await pool.query('commit');
    await expect(pool.query('select * from parcel')).rejects.toMatchObject({ code: '22P02' });
    await pool.end();
  });

  it('a statement without a tenant raises on an empty table too', async () => {
    const pool = new pg.Pool({ connectionString: office.files.url, max: 1 });
    for (const table of ['stamp', 'inbox', 'idempotency'])
      await expect(pool.query(`select * from ${table}`), table).rejects.toMatchObject({ code: '42704' });
    await pool.end();
  });

  it('another tenant finds, changes and deletes nothing', async () => {
    const counts = await office.as(beta, async () => [
      (await office.database.query(sql`select * from parcel`)).length,
      await office.database.execute(sql`update parcel set label = 'mine'`),
      await office.database.execute(sql`delete from parcel`),
      (await office.parcels.findBy({ id: parcelId })).length,
    ]);
    expect(counts).toEqual([0, 0, 0, 0]);
    expect((await office.admin.query('select label from parcel')).rows).toEqual([{ label: 'of alpha' }]);
  });

  it('a row cannot be written into, or moved to, another tenant', async () => {
    const parcel = Parcel.pack(newId(), 'smuggled', 0);
    parcel.tenantId = alpha;
    await expect(office.as(beta, () => office.parcels.add(parcel))).rejects.toMatchObject({ code: '42501' });
    await expect(
      office.as(alpha, () => office.database.execute(sql`update parcel set tenant_id = ${beta}`)),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it("a foreign key never reaches another tenant's row", async () => {
    const insert = sql`insert into stamp (tenant_id, id, parcel_id) values (${beta}, ${newId()}, ${parcelId})`;
    await expect(office.as(beta, () => office.database.execute(insert))).rejects.toMatchObject({ code: '23503' });
  });

  it('a connection that served one tenant brings nothing of it to the next', async () => {
    const seen = await office.as(alpha, () => pidAndRows(office));
    const next = await office.as(beta, () => pidAndRows(office));
    expect(next.pid).toBe(seen.pid);
    expect([seen.rows, next.rows]).toEqual([1, 0]);
    await expect(office.database.dataSource.query('select * from parcel')).rejects.toMatchObject({ code: '22P02' });
  });

  it('one call cannot join a transaction of another tenant', async () => {
    const nested = office.as(alpha, () =>
      office.database.transaction(() => office.as(beta, () => office.parcels.find(parcelId))),
    );
    await expect(nested).rejects.toThrow('another tenant');
  });

  it('the worker role reaches only the tables that were opened to it', async () => {
    await expect(office.database.worker.query(sql`select * from parcel`)).rejects.toMatchObject({ code: '42501' });
    expect(await office.database.worker.query(sql`select * from stamp`)).toEqual([]);
    expect(await office.database.worker.query(sql`select * from outbox`)).toHaveLength(1);
  });

  it('the catalog shows that every table is protected', async () => {
    await assertTenantIsolation(office.files);
  });

  it.each([
    ['alter table parcel no force row level security', 'table parcel: row-level security is not forced'],
    ['alter table parcel disable row level security', 'table parcel: row-level security is off'],
    ['drop policy tenant_of_the_call on parcel', 'table parcel: the app role has no policy'],
    ['alter table parcel add constraint one_label unique (label)', 'does not start with tenant_id'],
    ['create policy everybody on parcel using (true)', 'table parcel: policy everybody lets the app role past'],
    ['grant truncate on parcel to chowk_test_app', 'may truncate'],
    ['create table bare (tenant_id uuid)', 'table bare: row-level security is off'],
    [
      'create table loose (tenant_id uuid, parcel uuid references fact_id(id))',
      'table loose: foreign key loose_parcel_fkey does not carry tenant_id',
    ],
  ])('the catalog check turns red on: %s', async (statement, fault) => {
    await office.admin.query('begin');
    if (statement.includes('fact_id'))
      await office.admin.query('create table fact_id (tenant_id uuid, id uuid primary key)');
    await office.admin.query(statement);
    await office.admin.query('grant insert on all tables in schema public to chowk_test_app');
    await office.admin.query('commit');
    const faults = await tenantIsolationFaults(office.files);
    expect(faults.join('\n')).toContain(fault);
    await undo(office, statement);
  });
});

async function undo(office: ParcelOffice, statement: string): Promise<void> {
  const undoing: readonly string[] = [
    'alter table parcel enable row level security',
    'alter table parcel force row level security',
    'alter table parcel drop constraint if exists one_label',
    'drop policy if exists everybody on parcel',
    'revoke truncate on parcel from chowk_test_app',
    'drop table if exists bare, loose, fact_id',
  ];
  for (const step of undoing) await office.admin.query(step);
  if (statement.startsWith('drop policy'))
    await office.admin.query(`
      create policy tenant_of_the_call on parcel to chowk_test_app
      using (tenant_id = (select current_setting('app.tenant_id'))::uuid)
      with check (tenant_id = (select current_setting('app.tenant_id'))::uuid)`);
}

async function backends(office: ParcelOffice): Promise<unknown[]> {
  const { rows } = await office.admin.query(
    `select pid, query_start from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by pid`,
  );
  return rows;
}

async function pidAndRows(office: ParcelOffice): Promise<{ pid: number; rows: number }> {
  const [row] = await office.database.query<{ pid: number; rows: number }>(
    sql`select pg_backend_pid() as pid, count(*)::int as rows from parcel`,
  );
  if (!row) throw new Error('An aggregate query has one row');
  return row;
}
