import { ledgerEntryView, trialBalanceView } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { assertTenantIsolation } from '@chowk/testing';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RunningPayment, type Business } from './running-payment.js';

describe('The ledger', () => {
  let running: RunningPayment;
  let business: Business;
  const clients = new Map<string, pg.Client>();

  beforeAll(async () => {
    running = await RunningPayment.start();
    business = await running.business();
    const { url, ownerUrl, adminUrl } = running.it.database;
    for (const [role, connectionString] of Object.entries({ app: url, owner: ownerUrl, superuser: adminUrl })) {
      const client = new pg.Client({ connectionString });
      await client.connect();
      clients.set(role, client);
    }
    await running.captured(business);
  });
  afterAll(async () => {
    for (const client of clients.values()) await client.end();
    await running.close();
  });

  /** Runs statements in one transaction of the business and tells what stopped it: SQLSTATE, or `committed`. */
  async function attempt(role: string, ...statements: readonly (readonly [string, unknown[]])[]): Promise<string> {
    const client = clients.get(role);
    if (!client) throw new Error(role);
    try {
      await client.query('begin');
      await client.query(`select set_config('app.tenant_id', $1, true)`, [business.tenant.id]);
      for (const [text, values] of statements) await client.query(text, values);
      return (await client.query('commit')).command === 'COMMIT' ? 'committed' : 'rolled back';
    } catch (error) {
      await client.query('rollback');
      return error instanceof pg.DatabaseError ? String(error.code) : String(error);
    }
  }

  const entry = (id: string, lines: number): [string, unknown[]] => [
    `insert into ledger_entry (tenant_id, id, kind, payment_id, source_id, outlet_id, business_date, at, lines)
     values ($1, $2, 'CAPTURE', $3, $3, $4, '2026-11-20', now(), $5)`,
    [business.tenant.id, id, newId(), business.outletId, lines],
  ];
  const posting = (entryId: string, line: number, amount: number): [string, unknown[]] => [
    `insert into ledger_posting (tenant_id, entry_id, line, account, amount) values ($1, $2, $3, $4, $5)`,
    [business.tenant.id, entryId, line, amount > 0 ? 'gateway-receivable' : 'customer-receipts', amount],
  ];

  it.each(['app', 'owner', 'superuser'])('refuses update, delete and truncate to the %s', async (role) => {
    // Without a grant 42501; who has one meets the trigger; who has no policy sees nothing to change
    for (const table of ['ledger_entry', 'ledger_posting']) {
      const before = await running.it.query(`select * from ${table}`);
      expect(before.length).toBeGreaterThan(0);
      const codes = [
        await attempt(role, [`update ${table} set tenant_id = tenant_id`, []]),
        await attempt(role, [`delete from ${table}`, []]),
        await attempt(role, [`truncate ${table} cascade`, []]),
      ];
      if (role !== 'owner') expect(codes).not.toContain('committed');
      expect(codes[2]).not.toBe('committed');
      expect(await running.it.query(`select * from ${table}`)).toEqual(before);
    }
  });

  it('lets the application append only: it has no other right at all', async () => {
    expect(await attempt('app', ['update ledger_posting set amount = 1', []])).toBe('42501');
    expect(await attempt('app', ['delete from ledger_entry', []])).toBe('42501');
    expect(await attempt('superuser', ['update ledger_posting set amount = 1', []])).toBe('23001');
  });

  it('refuses a journal that does not sum to zero, at the commit', async () => {
    const id = newId();
    expect(await attempt('app', entry(id, 2), posting(id, 1, 500), posting(id, 2, -499))).toBe('23514');
    expect(await attempt('app', entry(id, 2), posting(id, 1, 500), posting(id, 2, -500))).toBe('committed');
  });

  it('refuses a journal with a missing line, without lines, and lines added to one that is complete', async () => {
    const id = newId();
    expect(await attempt('app', entry(id, 3), posting(id, 1, 500), posting(id, 2, -500))).toBe('23514');
    expect(await attempt('app', entry(id, 2))).toBe('23514');
    expect(await attempt('app', entry(id, 2), posting(id, 1, 5), posting(id, 2, -5))).toBe('committed');
    expect(await attempt('app', posting(id, 3, 7), posting(id, 4, -7))).toBe('23514');
    expect(await attempt('app', posting(newId(), 1, 7))).toBe('23503');
  });

  it('holds whatever is paid and refunded in whatever portions, and sums to zero at every moment', async () => {
    const shop = await running.business();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 100, max: 5_000_000 }),
        fc.array(fc.double({ min: 0.01, max: 0.9, noNaN: true }), { maxLength: 3 }),
        async (amount, portions) => {
          const { begun } = await running.captured(shop, amount);
          let left = amount;
          for (const portion of portions) {
            const part = Math.min(left, Math.max(100, Math.floor(amount * portion)));
            const reply = await running.refund(shop, begun.paymentId, { amount: part, reason: 'portion' });
            if (reply.status === 201) left -= part;
            expect(await running.trialBalance(shop)).toBe(0);
          }
          const [row] = await running.it.query<{ net: string }>(
            `select sum(p.amount) as net from ledger_posting p join ledger_entry e on e.id = p.entry_id
             where e.payment_id = $1 and p.account = 'gateway-receivable'`,
            [begun.paymentId],
          );
          expect(Number(row?.net)).toBe(left);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('is read page by page, by account, kind, payment and date, with debit and credit apart', async () => {
    const shop = await running.business();
    const paid = [await running.captured(shop, 10_000), await running.captured(shop, 20_000)];
    await running.refund(shop, String(paid[0]?.begun.paymentId), { amount: 4_000, reason: 'x' });
    const read = (query: string, token = shop.owner) => running.it.http.get(`/ledger/entries${query}`, { token });
    const first = await read('?limit=2&count=true');
    expect(first.at('meta.total')).toBe(3);
    const second = await read(`?limit=2&cursor=${String(first.at('meta.nextCursor'))}`);
    const all = [...first.data(z.array(ledgerEntryView)), ...second.data(z.array(ledgerEntryView))];
    expect(all.map(({ kind }) => kind)).toEqual(['REFUND', 'CAPTURE', 'CAPTURE']);
    expect(all[0]?.postings).toEqual([
      { account: 'refunds', debit: 4_000, credit: 0 },
      { account: 'gateway-receivable', debit: 0, credit: 4_000 },
    ]);
    expect(second.at('meta.nextCursor')).toBeNull();
    const { paymentId } = paid[0]?.begun ?? { paymentId: '' };
    const date = String(all[0]?.businessDate);
    const filters = `?kind=REFUND&account=refunds&payment=${paymentId}&outlet=${shop.outletId}&date=${date}`;
    expect((await read(filters)).data(z.array(ledgerEntryView))).toHaveLength(1);
    expect((await read('?cursor=nonsense')).faults).toEqual(['cursor INVALID_FORMAT']);
    const balance = (await running.it.http.get('/ledger/trial-balance', { token: shop.owner })).data(trialBalanceView);
    expect(balance).toMatchObject({ debit: 34_000, credit: 34_000, difference: 0 });
    expect(balance.accounts).toContainEqual({
      account: 'gateway-receivable',
      debit: 30_000,
      credit: 4_000,
      balance: 26_000,
    });
    expect((await read('', shop.customer)).code).toBe('PERMISSION_DENIED');
    const elsewhere = await running.token(shop.tenant, ['MANAGER'], { outlets: [newId()] });
    expect((await read('', elsewhere)).at('data')).toEqual([]);
    for (const token of [elsewhere, (await running.business()).owner])
      for (const query of [
        `?payment=${paymentId}`,
        `?outlet=${shop.outletId}`,
        `?payment=${newId()}`,
        `?outlet=${newId()}`,
      ])
        expect([query, (await read(query, token)).code]).toEqual([query, 'NOT_FOUND']);
    expect((await read(`?payment=${paymentId}&outlet=${shop.outletId}&date=2001-01-01`)).at('data')).toEqual([]);
    const nothing = await running.it.http.get('/ledger/trial-balance', { token: elsewhere });
    expect(nothing.at('data.accounts')).toEqual([]);
  });

  it('is kept per tenant like all tables of this service', async () => {
    await assertTenantIsolation(running.it.database);
    const other = await running.business();
    expect((await running.it.http.get('/ledger/entries', { token: other.owner })).at('data')).toEqual([]);
    expect(
      await attempt('app', [`select set_config('app.tenant_id', '', true)`, []], ['select * from payment', []]),
    ).toBe('22P02');
  });
});
