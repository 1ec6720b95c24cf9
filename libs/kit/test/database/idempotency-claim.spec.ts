import { createHash } from 'node:crypto';
import { IdempotencyClash, type IdempotencyKey, newId, sql } from '../../src/index.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alpha, beta, openParcelOffice, type ParcelOffice } from './parcel-office.js';
import { Parcel } from './parcel.js';

describe('An idempotency key is stored with what its call wrote', () => {
  let office: ParcelOffice;

  beforeAll(async () => {
    office = await openParcelOffice(4);
  });
  afterAll(() => office.close());
  beforeEach(() => office.admin.query('truncate parcel, outbox, stamp, idempotency'));

  const aKey = (over: Partial<IdempotencyKey> = {}): IdempotencyKey => ({
    caller: 'customer',
    route: 'POST /api/v1/parcels',
    key: 'k-1',
    bodyHash: createHash('sha256').update('{}').digest(),
    subjectId: newId(),
    resumed: false,
    claimed: false,
    ...over,
  });

  it('the first write claims it in the same flush; reads do not', async () => {
    const idempotency = aKey();
    await office.as(alpha, () => office.parcels.findBy({ label: 'warm' }));
    const flushes = office.tap.during(() =>
      office.as(
        alpha,
        async () => {
          await office.parcels.findBy({ label: 'mine' });
          expect(idempotency.claimed).toBe(false);
          await office.parcels.add(Parcel.pack(idempotency.subjectId, 'mine'));
          await office.parcels.change(idempotency.subjectId, (parcel) => parcel.reweigh(3));
        },
        { idempotency },
      ),
    );
    expect(await flushes).toEqual([4, 5, 3, 2]);
    expect(idempotency.claimed).toBe(true);
    const { rows } = await office.admin.query(
      `select *, expires_at - created_at = interval '72 hours' as kept from idempotency`,
    );
    expect(rows).toMatchObject([{ tenant_id: alpha, key: 'k-1', state: 'PENDING', kept: true }]);
    expect(rows[0].subject_id).toBe(idempotency.subjectId);
  });

  it('of two calls with one key exactly one writes, at once or one after the other', async () => {
    const attempts = Array.from({ length: 6 }, (_, index) =>
      office.as(alpha, () => office.parcels.add(Parcel.pack(newId(), `try ${index}`)), { idempotency: aKey() }),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(IdempotencyClash);
    expect(await count(office, 'parcel')).toBe(1);
    expect(await count(office, 'outbox')).toBe(1);
  });

  it('a clash is told inside a transaction and through TypeORM too', async () => {
    await office.as(alpha, () => office.parcels.add(Parcel.pack(newId(), 'first')), { idempotency: aKey() });
    const again = office.as(
      alpha,
      () => office.database.transaction(async () => office.parcels.add(Parcel.pack(newId(), 'second'))),
      { idempotency: aKey() },
    );
    await expect(again).rejects.toThrow(IdempotencyClash);
    const managed = office.as(
      alpha,
      () => office.database.transaction(({ manager }) => manager.update(Parcel, { label: 'first' }, { weight: 9 })),
      { idempotency: aKey() },
    );
    await expect(managed).rejects.toThrow(IdempotencyClash);
  });

  it('a call that failed leaves its key free', async () => {
    const idempotency = aKey();
    const failing = office.as(
      alpha,
      () =>
        office.database.transaction(async () => {
          await office.parcels.add(Parcel.pack(newId(), 'undone'));
          throw new Error('refused');
        }),
      { idempotency },
    );
    await expect(failing).rejects.toThrow('refused');
    expect(idempotency.claimed).toBe(false);
    expect(await count(office, 'idempotency')).toBe(0);
  });

  it('a resumed call claims nothing, and the key of one tenant is free to another', async () => {
    await office.as(alpha, () => office.parcels.add(Parcel.pack(newId(), 'a')), { idempotency: aKey() });
    const resumed = aKey({ resumed: true });
    await office.as(alpha, () => office.parcels.add(Parcel.pack(newId(), 'b')), { idempotency: resumed });
    await office.as(beta, () => office.parcels.add(Parcel.pack(newId(), 'a')), { idempotency: aKey() });
    expect(await count(office, 'idempotency')).toBe(2);
  });

  it('a lock for update is no write', async () => {
    const idempotency = aKey();
    await office.as(alpha, () => office.database.query(sql`select id from parcel for update`), { idempotency });
    expect(idempotency.claimed).toBe(false);
  });
});

async function count({ admin }: ParcelOffice, table: string): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}
