import { randomUUID } from 'node:crypto';
import type { Client, PoolClient } from 'pg';

const items = Array.from({ length: 30 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

/** Tables of the least that an order can be: no tenants, no rules, no receipts. */
export const bareTables = `
  create table bare_order (id uuid primary key, status text not null, total bigint not null, created_at timestamptz not null default now());
  create table bare_line (order_id uuid not null, n int not null, item_id uuid not null, quantity int not null, price bigint not null,
    primary key (order_id, n));
  create table bare_history (order_id uuid not null, status text not null, at timestamptz not null default now(), primary key (order_id, status));
  create table bare_outbox (id bigint generated always as identity primary key, key text not null, body jsonb not null);
  create table bare_stock (item_id uuid primary key, on_hand bigint not null);
  insert into bare_stock values ${items.map((id) => `('${id}', 1000000000)`).join(', ')};`;

const statements = {
  begin: 'begin',
  order: `insert into bare_order (id, status, total) values ($1, 'PLACED', $2)`,
  line: 'insert into bare_line (order_id, n, item_id, quantity, price) values ($1, $2, $3, $4, $5)',
  history: `insert into bare_history (order_id, status) values ($1, 'PLACED')`,
  outbox: 'insert into bare_outbox (key, body) values ($1, $2)',
  stock: 'update bare_stock set on_hand = on_hand - $2 where item_id = $1',
  commit: 'commit',
} as const;

/** The bare transaction: order, 3 lines, history, outbox, 3 stock updates, each a prepared statement of its own. */
export async function placeBareOrder(client: Client | PoolClient, n: number): Promise<string> {
  const id = randomUUID();
  const run = (name: keyof typeof statements, values: unknown[] = []) =>
    client.query({ name, text: statements[name], values });
  const lines = [n, n + 1, n + 2].map((one) => items[one % items.length] ?? '').toSorted();
  await run('begin');
  await run('order', [id, 42_000]);
  for (const [at, item] of lines.entries()) await run('line', [id, at, item, 1, 14_000]);
  await run('history', [id]);
  await run('outbox', [id, JSON.stringify({ id, lines, total: 42_000 })]);
  for (const item of lines) await run('stock', [item, 1]);
  await run('commit');
  return id;
}
