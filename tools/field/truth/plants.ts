import type { InvariantName } from './invariants.ts';
import { inSome, one, type Plant } from './plant.ts';
import { plantsInBooks } from './plants-in-books.ts';

const aFact = `tenant_id, event_id, topic, key, type, aggregate_id, aggregate_version, occurred_at, correlation, data`;

/** Faults for every invariant, each of which it must see. */
export const plants: Readonly<Record<InvariantName, readonly Plant[]>> = {
  ...plantsInBooks,
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
  'every fact was heard by whom it concerns, once, and nothing that nobody told': [
    ...['order', 'payment', 'inventory', 'notification', 'analytics', 'discount', 'auth'].map((service) => ({
      service,
      sql: one('inbox', 'true'),
    })),
    {
      service: 'analytics',
      sql: `update inbox set event_id = gen_random_uuid() where ctid = (select ctid from inbox limit 1)`,
    },
  ],
  'what is in the topics was told, and what was told is in the topics': [
    { service: 'order', sql: one('fact', `topic = 'order'`) },
    { service: 'payment', sql: `update fact set event_id = gen_random_uuid() where topic = 'payment'` },
  ],
  'Razorpay captured and gave back what the ledger and the bills say': [
    {
      service: 'payment',
      sql: inSome('payment', 'captured = captured + 1', `tender = 'RAZORPAY' and status = 'CAPTURED'`),
    },
    {
      service: 'payment',
      sql: inSome(
        'payment',
        'provider_payment_id = null',
        `tender = 'RAZORPAY' and status = 'CAPTURED' and refunded = 0`,
      ),
    },
  ],
  'each refund of ours is one refund at Razorpay': [
    {
      service: 'payment',
      sql: inSome(
        'payment',
        `refunds = '[{"id": "x", "amount": 1, "status": "PROCESSED", "requestedBy": "somebody"}]'`,
        `tender = 'RAZORPAY' and status = 'CAPTURED'`,
      ),
    },
  ],
  'an order that waits waits for money that its bill still asks for': [
    { service: 'order', sql: inSome('orders', `status = 'AWAITING_PAYMENT'`, `status = 'COMPLETED'`) },
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
    { service: 'analytics', sql: 'update daily_metric set voided = 0 where voided > 0' },
    { service: 'analytics', sql: 'update daily_metric set credited = credited + 1 where credited > 0' },
    { service: 'analytics', sql: 'update daily_metric set tips = tips * 2 where tips > 0' },
    { service: 'analytics', sql: 'update daily_metric set refunded = 0 where refunded > 0' },
    { service: 'analytics', sql: 'update daily_metric set table_sessions_closed = table_sessions_closed + 1' },
    { service: 'order', sql: one('line_change', `kind = 'COMPED'`) },
    { service: 'analytics', sql: 'delete from daily_metric' },
    { service: 'order', sql: inSome('orders', `status = 'EXPIRED'`, `status = 'COMPLETED'`) },
  ],
  'the counters of each tender are what the payments table says': [
    { service: 'analytics', sql: 'delete from tender_metric' },
    { service: 'analytics', sql: `update tender_metric set tips = 0 where tips > 0` },
    {
      service: 'payment',
      sql: inSome('payment', `tender = 'COD', drawer_id = null, tendered = null`, `tender = 'CASH'`),
    },
  ],
  'no order waits for an answer': [{ service: 'order', sql: inSome('orders', `status = 'PLACED'`) }],
  'reservations are what their orders say': [
    { service: 'inventory', sql: inSome('reservation', `status = 'HELD'`, `status = 'COMMITTED'`) },
    { service: 'inventory', sql: one('reservation', `status = 'COMMITTED'`) },
    { service: 'order', sql: inSome('orders', `status = 'REJECTED'`, `status = 'COMPLETED'`) },
  ],
  'what is held is held by reservations': [
    { service: 'inventory', sql: inSome('stock_item', 'held = held + 1', 'on_hand > held') },
  ],
  'levels are what their movements say': [
    { service: 'inventory', sql: inSome('stock_item', 'on_hand = on_hand - 2', `sku = 'gulab-jamun'`) },
    { service: 'inventory', sql: one('movement', 'true') },
  ],
  'what an order held moved once, and came back if it was given back': [
    { service: 'inventory', sql: one('movement', `kind = 'SALE'`) },
    { service: 'inventory', sql: `update movement set quantity = quantity * 2 where kind = 'SALE'` },
    {
      service: 'inventory',
      sql: `insert into movement select tenant_id, gen_random_uuid(), stock_item_id, outlet_id, business_date, 'RETURN', -quantity,
              on_hand, order_id, note, moved_by, moved_at from movement
            where kind = 'SALE' and not exists (
              select 1 from movement back where back.order_id = movement.order_id and back.kind = 'RETURN') limit 1`,
    },
  ],
  'what was cooked for nothing is waste, and only that': [
    { service: 'inventory', sql: one('movement', `kind = 'WASTE' and source like 'LINE:%'`) },
    { service: 'order', sql: inSome('line_change', 'is_prepared = false', `kind = 'VOIDED' and is_prepared`) },
    {
      service: 'inventory',
      sql: `update movement set quantity = quantity * 2 where kind = 'WASTE' and source like 'LINE:%'`,
    },
  ],
  'what stock is worth is what came in and went out for': [
    { service: 'inventory', sql: `update stock_item set unit_cost = unit_cost + 1 where sku = 'gulab-jamun'` },
    { service: 'inventory', sql: `update movement set cost = 0 where kind = 'SALE'` },
    { service: 'inventory', sql: inSome('movement', 'cost = cost - 1000', `kind = 'SALE'`) },
  ],
  'coupons count the orders that use them, and what those got': [
    { service: 'discount', sql: 'update coupon_use set uses = uses + 1' },
    { service: 'discount', sql: 'update coupon_use set given = given + 1' },
    { service: 'discount', sql: inSome('redemption', 'coupon = null', `status = 'REDEEMED' and coupon is not null`) },
    { service: 'order', sql: inSome('orders', 'coupon = null', `coupon is not null and status = 'CONFIRMED'`) },
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
