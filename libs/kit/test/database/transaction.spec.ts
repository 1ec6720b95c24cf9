import { newId, sql, TransactionNotCommitted } from '../../src/index.js';
import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alpha, openParcelOffice, type ParcelOffice } from './parcel-office.js';
import { Parcel } from './parcel.js';

describe('A transaction is one connection, one tenant, all or nothing', () => {
  let office: ParcelOffice;

  beforeAll(async () => {
    office = await openParcelOffice(2);
  });
  afterAll(() => office.close());
  beforeEach(() => office.admin.query('truncate parcel, outbox, stamp, inbox'));

  const insert = (label: string) => sql`
    insert into parcel (tenant_id, id, version, created_at, updated_at, label, weight, price, contents)
    values (${alpha}, ${newId()}, 1, now(), now(), ${label}, 1, 1, '[]')`;

  it('a commit that the database turned into a rollback is not taken for one', async () => {
    const swallowing = office.as(alpha, () =>
      office.database.transaction(async (transaction) => {
        await transaction.execute(insert('one'));
        await transaction.execute(sql`select 1 / 0`).catch(() => undefined);
      }),
    );
    await expect(swallowing).rejects.toThrow(TransactionNotCommitted);
    expect(await labels(office)).toEqual([]);
  });

  it('a statement nobody waited for still fails its transaction, with its own error', async () => {
    const careless = office.as(alpha, () =>
      office.database.transaction(async (transaction) => {
        const doubled = [transaction.execute(insert('same')), transaction.execute(insert('same'))];
        for (const outcome of doubled) outcome.catch(() => undefined);
      }),
    );
    await expect(careless).rejects.toThrow(TransactionNotCommitted);
    expect(await labels(office)).toEqual([]);
  });

  it('begin, tenant, first statements and the first of the work leave in one flush', async () => {
    await office.as(alpha, () => office.database.query(sql`select 1`));
    const receipt = sql`insert into inbox (tenant_id, consumer, event_id, body_hash)
      values (${alpha}, 'parcels', ${newId()}, '\\x00') on conflict do nothing returning event_id`;
    const flushes = office.tap.during(() =>
      office.as(alpha, () =>
        office.database.transaction(
          async (transaction) => {
            const [, [inbox]] = await Promise.all([transaction.execute(insert('work')), transaction.first]);
            expect(inbox?.rowCount).toBe(1);
          },
          { first: [receipt] },
        ),
      ),
    );
    expect(await flushes).toEqual([4, 1]);
  });

  it('what nobody waits for leaves with the next statement that somebody waits for, or with the commit, in its order', async () => {
    await office.as(alpha, () => office.database.query(sql`select 1`));
    const flushes = office.tap.during(() =>
      office.as(alpha, () =>
        office.database.transaction(async (transaction) => {
          await office.database.write(insert('first'));
          await office.database.write(insert('second'));
          expect(await transaction.query(sql`select label from parcel`)).toHaveLength(2);
          await office.database.write(insert('third'));
        }),
      ),
    );
    expect(await flushes).toEqual([5, 2]);
    expect(await labels(office)).toEqual(['first', 'second', 'third']);
  });

  it('what nobody waits for fails its transaction, with its own error', async () => {
    const failing = office.as(alpha, () =>
      office.database.transaction(async () => {
        await office.database.write(insert('kept back'));
        await office.database.write(sql`select 1 / 0`);
      }),
    );
    await expect(failing).rejects.toThrow('division by zero');
    expect(await labels(office)).toEqual([]);
  });

  it('what nobody waits for is committed when it is written outside of a transaction', async () => {
    await office.as(alpha, () => office.database.write(insert('alone')));
    expect(await labels(office)).toEqual(['alone']);
  });

  it('a transaction that asks the database nothing sends nothing', async () => {
    await office.as(alpha, () => office.database.query(sql`select 1`));
    expect(await office.tap.during(() => office.as(alpha, () => office.database.transaction(async () => 1)))).toEqual(
      [],
    );
  });

  it('an inner transaction joins the outer one', async () => {
    const failing = office.as(alpha, () =>
      office.database.transaction(async () => {
        await office.database.transaction((inner) => inner.execute(insert('inner')));
        expect(await office.database.query(sql`select label from parcel`)).toEqual([{ label: 'inner' }]);
        throw new Error('outer failed');
      }),
    );
    await expect(failing).rejects.toThrow('outer failed');
    expect(await labels(office)).toEqual([]);
  });

  it("TypeORM's own transaction inside is a savepoint of ours", async () => {
    await office.as(alpha, () =>
      office.database.transaction(async (transaction) => {
        await transaction.execute(insert('kept'));
        const inner = transaction.manager.transaction(async (manager) => {
          await manager.query(
            `insert into parcel select tenant_id, $1, 1, now(), now(), null, 'undone', 1, 1, null, '[]' from parcel`,
            [newId()],
          );
          throw new Error('inner failed');
        });
        await expect(inner).rejects.toThrow('inner failed');
      }),
    );
    expect(await labels(office)).toEqual(['kept']);
  });

  it('what was registered for after the commit runs then, and never after a rollback', async () => {
    const seen: string[] = [];
    await office.as(alpha, () =>
      office.database.transaction(async (transaction) => {
        office.database.afterCommit(async () => {
          seen.push(...(await labels(office)));
        });
        office.database.afterCommit(() => {
          throw new Error('socket is gone');
        });
        await transaction.execute(insert('seen'));
      }),
    );
    const failing = office.as(alpha, () =>
      office.database.transaction(async (transaction) => {
        transaction.afterCommit(() => void seen.push('never'));
        throw new Error('no');
      }),
    );
    await expect(failing).rejects.toThrow('no');
    expect(seen).toEqual(['seen']);
    expect(office.reported.map(String)).toContain('Error: socket is gone');
  });

  it('a line that is cut in mid-transaction costs that transaction alone', async () => {
    const cut = office.as(alpha, () =>
      office.database.transaction(async (transaction) => {
        await transaction.execute(insert('cut'));
        office.tap.cut();
        await transaction.query(sql`select 1`);
      }),
    );
    await expect(cut).rejects.toThrow();
    await eventually('the pool answers on a new connection', () =>
      office.as(alpha, () => office.database.query(sql`select 1 as one`)),
    );
    expect(await labels(office)).toEqual([]);
  });

  it('counts and paise are numbers, dates are text, and what no number holds is refused', async () => {
    const [row] = await office.as(alpha, () =>
      office.database.query(
        sql`select 12345::bigint as paise, count(*) as parcels, '2026-11-20'::date as day from parcel`,
      ),
    );
    expect(row).toEqual({ paise: 12_345, parcels: 0, day: '2026-11-20' });
    const beyond = office.as(alpha, () => office.database.query(sql`select 9007199254740993::bigint as paise`));
    await expect(beyond).rejects.toThrow(RangeError);
  });

  it('first statements are refused inside a transaction that has begun without them', async () => {
    const late = office.as(alpha, () =>
      office.database.transaction(() => office.database.transaction(async () => undefined, { first: [sql`select 1`] })),
    );
    await expect(late).rejects.toThrow('one is open already');
  });

  it('waiting for a lock ends', async () => {
    await office.as(alpha, () => office.database.execute(insert('locked')));
    await office.admin.query('begin');
    await office.admin.query('select * from parcel for update');
    const waiting = office.as(alpha, () => office.database.execute(sql`update parcel set weight = 2`));
    await expect(waiting).rejects.toMatchObject({ code: '55P03' });
    await office.admin.query('rollback');
  });

  it('the worker role works over all tenants, in transactions of its own', async () => {
    await office.as(alpha, () => office.parcels.add(Parcel.pack(newId(), 'w', 2)));
    const failing = office.database.worker.transaction(async (transaction) => {
      expect(await transaction.execute(sql`delete from outbox`)).toBe(2);
      throw new Error('crash');
    });
    await expect(failing).rejects.toThrow('crash');
    expect(await office.database.worker.query(sql`select id from outbox`)).toHaveLength(2);
  });
});

async function labels({ admin }: ParcelOffice): Promise<string[]> {
  const { rows } = await admin.query<{ label: string }>('select label from parcel order by label');
  return rows.map(({ label }) => label);
}
