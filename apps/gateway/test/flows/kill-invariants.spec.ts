import { behind, openBehind, runningSystem } from '@chowk/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { invariantFaults, invariants, type InvariantName, type Read } from './kill-invariants.js';
import { Story } from './kill-story.js';

const system = runningSystem();
const look: Read = <Row extends object>(service: string, sql: string) => behind<Row>(system, service, sql);

/** What a crash could have left: a change of one database, which must be seen. */
interface Plant {
  readonly service: string;
  readonly sql: string;
}

const inSome = (table: string, set: string, where = 'true') =>
  `update ${table} set ${set} where (tenant_id, id) = (select tenant_id, id from ${table} where ${where} limit 1)`;
const one = (table: string, where: string) =>
  `delete from ${table} where ctid = (select ctid from ${table} where ${where} limit 1)`;
const aFact = `tenant_id, event_id, topic, key, type, aggregate_id, aggregate_version, occurred_at, correlation, data`;

const plants: Readonly<Record<InvariantName, readonly Plant[]>> = {
  'no fact waits to be sent': [
    { service: 'order', sql: `insert into outbox (${aFact}) select ${aFact} from fact limit 1` },
    { service: 'auth', sql: `insert into outbox (${aFact}) select ${aFact} from fact limit 1` },
  ],
  'no message is a dead letter': [
    {
      service: 'inventory',
      sql: `insert into dead_letter (id, consumer, topic, partition, "offset", headers, reason, error, attempts, first_failed_at,
              last_failed_at, state)
            values (gen_random_uuid(), 'inventory', 'order', 0, 0, '{}', 'FAILED', 'planted', 3, now(), now(), 'OPEN')`,
    },
  ],
  'every fact was heard by whom it concerns': [
    ...['order', 'payment', 'inventory', 'notification', 'analytics', 'discount'].map((service) => ({
      service,
      sql: one('inbox', 'true'),
    })),
  ],
  'timelines hold what other services told': [
    { service: 'order', sql: one('timeline', `type = 'payment.captured.v1'`) },
    { service: 'order', sql: one('timeline', `type = 'discount.redeemed.v1'`) },
  ],
  'rooms number what they tell, each once and without gaps': [
    { service: 'notification', sql: one('room_event', 'seq = 1') },
    { service: 'notification', sql: 'update room_counter set last_seq = last_seq + 1' },
    {
      service: 'notification',
      sql: `update room_event set event_id = (select event_id from room_event other where other.tenant_id = room_event.tenant_id
              and other.room = room_event.room and other.seq = 1) where seq = 2`,
    },
  ],
  'every message has left': [
    { service: 'notification', sql: inSome('outgoing_message', `state = 'QUEUED', sealed = 'x'`) },
  ],
  'the ledger sums to zero': [
    { service: 'payment', sql: one('ledger_posting', 'true') },
    { service: 'payment', sql: 'update ledger_posting set amount = amount - 1 where amount > 0' },
  ],
  'money that was captured has one journal': [
    {
      service: 'payment',
      sql: `insert into ledger_entry (tenant_id, id, kind, payment_id, source_id, outlet_id, business_date, at, lines)
            select tenant_id, gen_random_uuid(), kind, payment_id, gen_random_uuid(), outlet_id, business_date, at, lines
            from ledger_entry where kind = 'CAPTURE' limit 1`,
    },
    { service: 'payment', sql: one('ledger_entry', `kind = 'CAPTURE'`) },
    { service: 'payment', sql: 'update ledger_posting set amount = amount * 2' },
  ],
  'bills know the money that was captured for them': [
    { service: 'order', sql: inSome('bill', `payments = '[]'`, `status = 'SETTLED'`) },
    { service: 'payment', sql: inSome('payment', `captured = 0, status = 'CREATED'`, `status = 'CAPTURED'`) },
  ],
  'a settled bill is paid, exactly': [
    { service: 'order', sql: inSome('bill', 'due = 1', `status = 'SETTLED'`) },
    { service: 'order', sql: inSome('bill', 'paid = paid + total', `status = 'SETTLED'`) },
  ],
  'every webhook has had its effect': [
    { service: 'payment', sql: inSome('webhook_delivery', `state = 'RECEIVED'`) },
    { service: 'payment', sql: inSome('webhook_delivery', `state = 'FAILED'`) },
  ],
  'the counters are what the orders and payments tables say': [
    { service: 'analytics', sql: 'update daily_metric set orders_confirmed = orders_confirmed + 1' },
    { service: 'analytics', sql: 'update daily_metric set revenue = revenue - 1' },
    { service: 'analytics', sql: 'update daily_metric set captured = captured * 2' },
    { service: 'analytics', sql: 'delete from daily_metric' },
    { service: 'order', sql: inSome('orders', `status = 'EXPIRED'`, `status = 'COMPLETED'`) },
  ],
  'no order waits for an answer': [{ service: 'order', sql: inSome('orders', `status = 'PLACED'`) }],
  'reservations are what their orders say': [
    { service: 'inventory', sql: inSome('reservation', `status = 'HELD'`, `status = 'COMMITTED'`) },
    { service: 'inventory', sql: one('reservation', `status = 'COMMITTED'`) },
    { service: 'order', sql: inSome('orders', `status = 'REJECTED'`, `status = 'COMPLETED'`) },
  ],
  'what is held is held by reservations': [{ service: 'inventory', sql: inSome('stock_item', 'held = held + 1') }],
  'levels are what their movements say': [
    { service: 'inventory', sql: inSome('stock_item', 'on_hand = on_hand - 2', `sku = 'gulab-jamun'`) },
  ],
  'what an order held moved once, and came back if it was given back': [
    { service: 'inventory', sql: one('movement', `kind = 'SALE'`) },
    { service: 'inventory', sql: `update movement set quantity = quantity * 2 where kind = 'SALE'` },
    {
      service: 'inventory',
      sql: `insert into movement select tenant_id, gen_random_uuid(), stock_item_id, outlet_id, business_date, 'RETURN', -quantity,
              on_hand, order_id, note, moved_by, moved_at from movement where kind = 'SALE' limit 1`,
    },
  ],
  'a confirmed order has one ticket for each station': [
    { service: 'order', sql: one('ticket', `status <> 'VOIDED'`) },
    { service: 'order', sql: inSome('ticket', `station = 'counter'`, `station = 'tawa' and status <> 'VOIDED'`) },
  ],
  'a ticket was shown to its kitchen once': [
    { service: 'notification', sql: one('room_event', `type = 'ticket.queued.v1'`) },
    {
      service: 'notification',
      sql: `insert into room_event select tenant_id, room, seq + 1000000, gen_random_uuid(), type, aggregate_id, version, at, data,
              told_at from room_event where type = 'ticket.queued.v1' limit 1`,
    },
  ],
  'orders redeemed the discounts in their prices': [
    { service: 'discount', sql: one('redemption', `status = 'REDEEMED' and amount > 0`) },
    { service: 'discount', sql: inSome('redemption', 'amount = amount * 2', `status = 'REDEEMED' and amount > 0`) },
  ],
};

describe('What a kill is judged by', () => {
  beforeAll(async () => {
    const story = await Story.begin();
    await story.placed();
    await story.toItsEnd();
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
