import { NotFound, VersionConflict } from '@chowk/contracts/envelope';
import { Aggregate, newId, type OutboxRow, runInCall, sql, violates } from '../../src/index.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alpha, openParcelOffice, type ParcelOffice } from './parcel-office.js';
import { Parcel } from './parcel.js';

describe('A store keeps an aggregate and its facts together', () => {
  let office: ParcelOffice;

  beforeAll(async () => {
    office = await openParcelOffice(4);
  });
  afterAll(() => office.close());
  beforeEach(() => office.admin.query('truncate parcel, outbox, stamp'));

  it('what was added is found again as it was', async () => {
    const parcel = Parcel.pack(newId(), 'books');
    parcel.contents = [{ sku: 'ISBN-1', count: 2 }];
    await office.as(alpha, () => office.parcels.add(parcel));

    const found = await office.as(alpha, () => office.parcels.get(parcel.id));
    expect(found).toEqual(parcel);
    expect(found).toBeInstanceOf(Parcel);
    expect(found).toMatchObject({ version: 1, tenantId: alpha, price: 12_345, packedOn: '2026-11-20' });
    expect(found.createdAt).toBeInstanceOf(Date);
  });

  it('an add is one flush and one answer: begin, tenant, row with facts, commit', async () => {
    await office.as(alpha, () => office.parcels.add(Parcel.pack(newId(), 'first', 2)));
    const flushes = office.tap.during(() =>
      office.as(alpha, () => office.parcels.add(Parcel.pack(newId(), 'second', 2))),
    );
    expect(await flushes).toEqual([4]);
  });

  it('a read is one flush', async () => {
    const id = newId();
    await office.as(alpha, () => office.parcels.add(Parcel.pack(id, 'read')));
    const flushes = office.tap.during(async () => {
      await office.as(alpha, () => office.parcels.find(id));
      await office.as(alpha, () =>
        office.parcels.findBy({ label: 'read' }, { order: { createdAt: 'DESC' }, limit: 5 }),
      );
    });
    expect(await flushes).toEqual([4, 4]);
  });

  it('a change is two flushes: begin, tenant, lock; then row with facts, commit', async () => {
    const id = newId();
    await office.as(alpha, () => office.parcels.add(Parcel.pack(id, 'change')));
    const flushes = office.tap.during(() =>
      office.as(alpha, () => office.parcels.change(id, (parcel) => parcel.reweigh(7))),
    );
    expect(await flushes).toEqual([3, 2]);
  });

  it('facts carry tenant, key, version, cause and trace of the call that recorded them', async () => {
    const id = newId();
    const told: OutboxRow[] = [];
    const stop = office.database.onOutboxWritten((rows) => told.push(...rows));
    const parcel = Parcel.pack(id, 'facts', 2);
    parcel.outletId = newId();
    const call = { correlationId: 'c-1', causationId: 'e-1', traceparent: '00-aa-bb-01' };
    await office.as(alpha, () => office.parcels.add(parcel), call);
    stop();

    const { rows } = await office.admin.query('select * from outbox order by id');
    expect(rows).toMatchObject([
      { tenant_id: alpha, topic: 'parcel', key: `${alpha}:${id}`, type: 'parcel.packed.v1', aggregate_id: id },
      { tenant_id: alpha, topic: 'parcel', key: `${alpha}:shelf-7`, type: 'parcel.sealed.v1', aggregate_version: 1 },
    ]);
    expect(rows[0]).toMatchObject({ correlation: 'c-1', causation: 'e-1', traceparent: '00-aa-bb-01' });
    expect(JSON.parse(rows[0].data)).toEqual({ parcelId: id, weight: 100 });
    expect(told.map(({ id: place }) => String(place))).toEqual(rows.map(({ id: place }) => String(place)));
    expect(told[0]).toMatchObject({ eventId: rows[0].event_id, outletId: parcel.outletId, data: rows[0].data });
    expect(Aggregate.factsOf(parcel)).toEqual([]);
  });

  it('a fact that breaks its schema is refused where it is recorded', () => {
    expect(() => Parcel.pack(newId(), 'x').reweigh(1.5)).toThrow();
  });

  it('a row that cannot be stored leaves no fact, and a fact that cannot be stored leaves no row', async () => {
    await office.as(alpha, () => office.parcels.add(Parcel.pack(newId(), 'taken')));
    const second = Parcel.pack(newId(), 'taken');
    const adding = office.as(alpha, () => office.parcels.add(second));
    await expect(adding).rejects.toSatisfy((error) => violates(error, 'parcel_label_key'));
    expect(await counts(office)).toEqual({ parcels: 1, facts: 1 });
    second.label = 'free';
    await office.as(alpha, () => office.parcels.add(second));
    expect(await counts(office)).toEqual({ parcels: 2, facts: 2 });

    await office.admin.query(`alter table outbox add constraint no_fact check (type <> 'parcel.sealed.v1') not valid`);
    await expect(office.as(alpha, () => office.parcels.add(Parcel.pack(newId(), 'two', 2)))).rejects.toThrow();
    await office.admin.query('alter table outbox drop constraint no_fact');
    expect(await counts(office)).toEqual({ parcels: 2, facts: 2 });
  });

  it('a transaction that fails leaves neither rows nor facts, and nobody is told', async () => {
    const told: OutboxRow[] = [];
    const stop = office.database.onOutboxWritten((rows) => told.push(...rows));
    const failing = office.as(alpha, () =>
      office.database.transaction(async () => {
        await office.parcels.add(Parcel.pack(newId(), 'one'));
        await office.parcels.add(Parcel.pack(newId(), 'two'));
        throw new Error('third failed');
      }),
    );
    await expect(failing).rejects.toThrow('third failed');
    stop();
    expect(await counts(office)).toEqual({ parcels: 0, facts: 0 });
    expect(told).toEqual([]);
  });

  it('changes of one aggregate queue up, and none is lost', async () => {
    const id = newId();
    await office.as(alpha, () => office.parcels.add(Parcel.pack(id, 'weigh', 0)));
    await Promise.all(
      Array.from({ length: 12 }, () =>
        office.as(alpha, () => office.parcels.change(id, (parcel) => parcel.reweigh(parcel.weight + 1))),
      ),
    );
    const found = await office.as(alpha, () => office.parcels.get(id));
    expect(found).toMatchObject({ weight: 112, version: 13 });
    const { rows } = await office.admin.query('select aggregate_version from outbox order by id');
    expect(rows.map((row) => row.aggregate_version)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });

  it('a change that expects another version is refused and told the current one', async () => {
    const id = newId();
    await office.as(alpha, () => office.parcels.add(Parcel.pack(id, 'v')));
    const stale = office.as(alpha, () => office.parcels.change(id, (p) => p.reweigh(5), { expectedVersion: 3 }));
    await expect(stale).rejects.toMatchObject({ code: VersionConflict.code, details: { version: 1 } });
  });

  it('saving a copy that was overtaken is refused and writes no fact', async () => {
    const id = newId();
    await office.as(alpha, () => office.parcels.add(Parcel.pack(id, 'overtaken', 0)));
    const stale = await office.as(alpha, () => office.parcels.get(id));
    await office.as(alpha, () => office.parcels.change(id, (parcel) => void (parcel.weight = 5)));
    stale.reweigh(9);
    const saving = office.as(alpha, () => office.database.transaction(() => office.parcels.save(stale)));
    await expect(saving).rejects.toMatchObject({ code: VersionConflict.code });
    expect(await counts(office)).toEqual({ parcels: 1, facts: 0 });
  });

  it('a change inside a change of the same aggregate is refused, and neither is stored', async () => {
    const id = newId();
    await office.as(alpha, () => office.parcels.add(Parcel.pack(id, 'twice', 0)));
    const twice = office.as(alpha, () =>
      office.parcels.change(id, async (outer) => {
        await office.parcels.change(id, (inner) => inner.reweigh(5));
        outer.reweigh(6);
      }),
    );
    await expect(twice).rejects.toMatchObject({ code: VersionConflict.code });
    expect((await office.as(alpha, () => office.parcels.get(id))).version).toBe(1);
    expect(await counts(office)).toEqual({ parcels: 1, facts: 0 });
  });

  it('a change that changes nothing writes nothing', async () => {
    const id = newId();
    await office.as(alpha, () => office.parcels.add(Parcel.pack(id, 'idle', 0)));
    const same = await office.as(alpha, () => office.parcels.change(id, (parcel) => void (parcel.contents = [])));
    expect(same.version).toBe(1);
    const nested = await office.as(alpha, () =>
      office.parcels.change(id, (parcel) => void parcel.contents.push({ sku: 'a', count: 1 })),
    );
    expect(nested.version).toBe(2);
  });

  it('what is not there is not found', async () => {
    await expect(office.as(alpha, () => office.parcels.get(newId()))).rejects.toMatchObject({ code: NotFound.code });
    await expect(office.as(alpha, () => office.parcels.change(newId(), () => undefined))).rejects.toMatchObject({
      code: NotFound.code,
    });
    expect(await office.as(alpha, () => office.parcels.find(newId()))).toBeNull();
  });

  it('a search with an undefined condition throws instead of finding everything', async () => {
    const unset: { id?: string } = {};
    await expect(office.as(alpha, () => office.parcels.findBy({ id: unset.id as string }))).rejects.toThrow();
  });

  it('store, manager and raw statements of one transaction share one connection', async () => {
    const pids = await runInCall({ tenantId: alpha }, () =>
      office.database.transaction(async (transaction) => {
        await office.parcels.add(Parcel.pack(newId(), 'shared'));
        const found = await office.database.manager().findOneBy(Parcel, { label: 'shared' });
        expect(found?.version).toBe(1);
        const [managed] = await transaction.manager.query<{ pid: number }[]>('select pg_backend_pid() as pid');
        const [raw] = await transaction.query<{ pid: number }>(sql`select pg_backend_pid() as pid`);
        return [managed?.pid, raw?.pid];
      }),
    );
    expect(pids[0]).toBe(pids[1]);
  });
});

async function counts({ admin }: ParcelOffice): Promise<{ parcels: number; facts: number }> {
  const { rows } = await admin.query(
    'select (select count(*)::int from parcel) as parcels, (select count(*)::int from outbox) as facts',
  );
  return rows[0];
}
