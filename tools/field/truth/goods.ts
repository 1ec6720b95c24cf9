import { keptPerRoom, rows } from './facts.ts';
import type { Read } from './invariants.ts';

/** What the demo's stock items begin with; others begin at nothing and are counted by a movement. */
const openings = [0, 1_000_000];

/** What one unit of those costs, in paise. */
const openingCosts: Readonly<Record<string, number>> = {
  ...{ 'dosa-batter': 8, potato: 3.5, paneer: 40, 'coffee-powder': 60 },
  ...{ 'gulab-jamun': 1_200, 'mango-lassi': 4_500, 'water-bottle': 1_000, cheese: 1_100 },
  ...{ 'chocolate-sponge': 18_000, 'red-velvet-sponge': 22_000 },
};

/** What an order's reservation may be, by the order's status. */
const reservationsOf: Readonly<Record<string, readonly string[]>> = {
  AWAITING_PAYMENT: ['HELD'],
  CONFIRMED: ['COMMITTED'],
  PREPARING: ['COMMITTED'],
  READY: ['COMMITTED'],
  DISPATCHED: ['COMMITTED'],
  COMPLETED: ['COMMITTED'],
  REJECTED: ['REJECTED', 'RELEASED'],
  EXPIRED: ['RELEASED'],
  CANCELLED: ['RELEASED'],
};

/** What came back of an order or of a line of it, and what of that was thrown away. */
interface Dropped {
  readonly order_id: string;
  readonly source: string;
  readonly back: number;
  readonly waste: number;
}

interface OrderRow {
  readonly id: string;
  readonly status: string;
  readonly confirmed: boolean;
  readonly discount: number;
  /** Revisions, and lines that were voided or given free. */
  readonly changes: number;
  readonly stations: readonly string[];
}

const orders = (read: Read) =>
  read<OrderRow>(
    'order',
    `select id, status, history @> '[{"status": "CONFIRMED"}]' as confirmed,
       coalesce((select sum((rule ->> 'amount')::int) from jsonb_array_elements(applied_rules) as rule), 0)::int
         + coalesce((coupon ->> 'amount')::int, 0) as discount,
       revision + (select count(*) from line_change where order_id = orders.id)::int as changes,
       array(select distinct line ->> 'station' from jsonb_array_elements(lines) as line
             where line ->> 'status' <> 'VOIDED' order by 1) as stations
     from orders`,
  );

/** Orders got what was held, cooked and given for them, once. */
export const goodsInvariants = {
  async 'no order waits for an answer'(read: Read) {
    return rows(await orders(read), ({ status }) => status !== 'PLACED');
  },

  async 'an order that waits waits for money that its bill still asks for'(read: Read) {
    const waiting = await read<object>(
      'order',
      `select o.id, o.status, b.status as bill, b.due::int from orders o left join bill b on b.id = o.bill_id
       where o.status = 'AWAITING_PAYMENT' and (b.id is null or b.due <= 0 or b.status = 'SETTLED')`,
    );
    return rows(waiting, () => false);
  },

  async 'reservations are what their orders say'(read: Read) {
    const reservations = await read<{ id: string; status: string }>('inventory', 'select id, status from reservation');
    const statusOf = new Map(reservations.map(({ id, status }) => [id, status]));
    return (await orders(read))
      .filter(
        ({ id, status }) => status !== 'PLACED' && !reservationsOf[status]?.includes(statusOf.get(id) ?? 'missing'),
      )
      .map(({ id, status }) => `order ${id} is ${status}, its reservation is ${statusOf.get(id) ?? 'missing'}`);
  },

  async 'what is held is held by reservations'(read: Read) {
    const held = await read<object>(
      'inventory',
      `select s.id, s.sku, s.held, coalesce(h.quantity, 0)::int as by_reservations from stock_item s
       left join (select tenant_id, (hold ->> 'stockItemId')::uuid as id, sum((hold ->> 'quantity')::int) as quantity
                  from reservation, jsonb_array_elements(holds) as hold where status = 'HELD' group by 1, 2) h
         on h.tenant_id = s.tenant_id and h.id = s.id
       where s.held <> coalesce(h.quantity, 0)`,
    );
    return rows(held, () => false);
  },

  async 'levels are what their movements say'(read: Read) {
    const levels = await read<{ opening: number }>(
      'inventory',
      `select s.id, s.sku, s.on_hand, (s.on_hand - coalesce(sum(m.quantity), 0))::int as opening
       from stock_item s left join movement m on m.tenant_id = s.tenant_id and m.stock_item_id = s.id
       group by s.tenant_id, s.id, s.sku, s.on_hand`,
    );
    return rows(levels, ({ opening }) => openings.includes(opening));
  },

  async 'what an order held moved once, and came back if it was given back'(read: Read) {
    const moved = await read<object>(
      'inventory',
      `with wanted as (
         select r.id as order_id, (hold ->> 'stockItemId')::uuid as item, (hold ->> 'quantity')::int as quantity, r.status
         from reservation r, jsonb_array_elements(r.holds) as hold),
       sold as (
         -- What was sold and used comes back and goes out again as waste: that it is gone is not the order's any more
         select order_id, stock_item_id as item, sum(quantity) filter (where kind <> 'WASTE')::int as quantity,
           count(*) filter (where kind = 'SALE' and source = 'ORDER')::int as sales
         from movement where order_id is not null group by 1, 2)
       select coalesce(wanted.order_id, sold.order_id) as order_id, wanted.status, wanted.quantity as held, sold.quantity as moved
       from wanted full join sold on sold.order_id = wanted.order_id and sold.item = wanted.item
       where coalesce(sold.quantity, 0) <> case when wanted.status = 'COMMITTED' then -wanted.quantity else 0 end
         or coalesce(sold.sales, 0) > 1`,
    );
    return rows(moved, () => false);
  },

  async 'what was cooked for nothing is waste, and only that'(read: Read) {
    const dropped = await read<Dropped>(
      'inventory',
      `select order_id, source, stock_item_id as item, coalesce(sum(quantity) filter (where kind = 'RETURN'), 0)::int as back,
         -coalesce(sum(quantity) filter (where kind = 'WASTE'), 0)::int as waste
       from movement where order_id is not null and (source = 'ORDER' or source like 'LINE:%') and kind in ('RETURN', 'WASTE')
       group by 1, 2, 3`,
    );
    const prepared = await read<{ cause: string }>(
      'order',
      `select order_id || ' LINE:' || line_id as cause from line_change where kind = 'VOIDED' and is_prepared
       union select id || ' ORDER' from orders
         where status = 'CANCELLED' and (history @> '[{"status": "PREPARING"}]' or history @> '[{"status": "READY"}]')`,
    );
    const cooked = new Set(prepared.map(({ cause }) => cause));
    return rows(dropped, ({ order_id, source, back, waste }) =>
      cooked.has(`${order_id} ${source}`) ? waste === back : waste === 0,
    );
  },

  async 'what stock is worth is what came in and went out for'(read: Read) {
    // What never went below nothing: there is no telling what less than nothing is worth
    const items = await read<{ sku: string; opening: number; value: number; moved: number; movements: number }>(
      'inventory',
      `select s.id, s.sku, (s.on_hand - coalesce(sum(m.quantity), 0))::int as opening,
         (s.on_hand * s.unit_cost)::float8 as value, coalesce(sum(m.cost), 0)::float8 as moved, count(m.id)::int as movements
       from stock_item s left join movement m on m.tenant_id = s.tenant_id and m.stock_item_id = s.id
       group by s.tenant_id, s.id having coalesce(min(m.on_hand), 0) >= 0 and s.on_hand > 0`,
    );
    return rows(items, ({ sku, opening, value, moved, movements }) => {
      const began = opening * (openingCosts[sku] ?? 0);
      // Each movement is written in whole paise
      return Math.abs(value - began - moved) <= movements * 0.5 + 0.01;
    });
  },

  async 'a confirmed order has one ticket for each station'(read: Read) {
    const tickets = await read<{ order_id: string; station: string; status: string }>(
      'order',
      `select order_id, station, status from ticket where status <> 'VOIDED' order by station`,
    );
    const ticketsOf = Map.groupBy(tickets, ({ order_id }) => order_id);
    return rows(await orders(read), ({ id, status, confirmed, stations }) => {
      const wanted = confirmed && status !== 'CANCELLED' ? stations : [];
      // What was collected stays so, even if it was taken off the order afterwards
      const counting =
        ticketsOf.get(id)?.filter((one) => one.status !== 'COLLECTED' || wanted.includes(one.station)) ?? [];
      return counting.map(({ station }) => station).join() === wanted.join();
    });
  },

  async 'a ticket was shown to its kitchen once'(read: Read) {
    const tickets = await read<{ id: string; rooms: string[] }>(
      'order',
      `select id, array['kitchen:' || outlet_id, 'kitchen:' || outlet_id || ':' || station] as rooms
       from ticket where void_of is null`,
    );
    const shown = await read<{ id: string; room: string; times: number }>(
      'notification',
      `select aggregate_id as id, room, count(*)::int as times from room_event where type = 'ticket.queued.v1' group by 1, 2`,
    );
    const times = new Map(shown.map((row) => [`${row.id} ${row.room}`, row.times]));
    const long = await read<{ room: string }>(
      'notification',
      `select room from room_counter where last_seq > ${keptPerRoom}`,
    );
    const forgets = new Set(long.map(({ room }) => room));
    return tickets.flatMap(({ id, rooms }) =>
      rooms
        .filter((room) => times.get(`${id} ${room}`) !== 1 && !(forgets.has(room) && !times.has(`${id} ${room}`)))
        .map((room) => `ticket ${id} was shown ${times.get(`${id} ${room}`) ?? 0} times in ${room}`),
    );
  },

  // Of what was changed afterwards, the redemption still says what it was granted for
  async 'orders redeemed the discounts in their prices'(read: Read) {
    const redemptions = await read<{ id: string; amount: number }>(
      'discount',
      `select id, amount::int as amount from redemption where status = 'REDEEMED'`,
    );
    const amountOf = new Map(redemptions.map(({ id, amount }) => [id, amount]));
    const isOver = ({ status }: OrderRow) => ['REJECTED', 'CANCELLED', 'EXPIRED'].includes(status);
    const untouched = (await orders(read)).filter(({ changes }) => changes === 0);
    return rows(untouched, (order) => (amountOf.get(order.id) ?? 0) === (isOver(order) ? 0 : order.discount));
  },

  async 'coupons count the orders that use them, and what those got'(read: Read) {
    const coupons = await read<object>(
      'discount',
      `select * from (select coupon_id::text as id, uses, given::int from coupon_use where uses > 0 or given > 0) counted
       full join (
         select coupon ->> 'couponId' as id, count(*)::int as held, sum((coupon ->> 'amount')::bigint)::int as got
         from redemption where status = 'REDEEMED' and coupon is not null group by 1) redeemed using (id)
       where uses is distinct from held or given is distinct from got`,
    );
    const redeemed = await read<{ use: string }>(
      'discount',
      `select id || ' ' || (coupon ->> 'couponId') as use from redemption where status = 'REDEEMED' and coupon is not null`,
    );
    const used = await read<{ use: string }>(
      'order',
      `select id || ' ' || (coupon ->> 'couponId') as use from orders
       where coupon is not null and status not in ('PLACED', 'REJECTED', 'CANCELLED', 'EXPIRED')`,
    );
    const [known, wanted] = [redeemed, used].map((all) => new Set(all.map(({ use }) => use)));
    return [
      ...rows(coupons, () => false),
      ...redeemed.filter(({ use }) => !wanted?.has(use)).map(({ use }) => `no order uses ${use}`),
      ...used.filter(({ use }) => !known?.has(use)).map(({ use }) => `${use} is not redeemed`),
    ];
  },
};
