import { Injectable } from '@nestjs/common';
import type { billShare, BillState, billStatus, DataOf, OrderStatus } from '@chowk/contracts';
import { Database, prepared, sql, Wakeups, currentTenantId, type Principal, type Sql } from '@chowk/kit';
import type { z } from 'zod';

/** What is owed, as the order service told us. */
export interface BillCopy {
  readonly id: string;
  readonly outletId: string;
  readonly status: z.output<typeof billStatus>;
  readonly orderIds: readonly string[];
  readonly customerId: string | null;
  readonly tableSessionId: string | null;
  /** In paise. */
  readonly total: number;
  readonly due: number;
  /** Parts that are paid by themselves; empty while it is not split. */
  readonly shares: readonly z.output<typeof billShare>[];
  /** Customers who ordered something on it or sit at its table. */
  readonly eaters: readonly string[];
}

/** An order as far as paying is concerned. */
export interface BilledOrder {
  readonly orderId: string;
  readonly billId: string;
  readonly outletId: string;
  readonly customerId: string | null;
  readonly tableSessionId: string | null;
  /** REJECTED, CANCELLED or EXPIRED; null while it may still be paid. */
  readonly ended: OrderStatus | null;
}

const billColumns = sql`
  id, outlet_id as "outletId", status, order_ids as "orderIds", customer_id as "customerId",
  table_session_id as "tableSessionId", total, due, shares,
  array(select customer_id from billed_order o
        where o.tenant_id = bill.tenant_id and o.bill_id = bill.id and customer_id is not null
        union
        select customer_id from diner d
        where d.tenant_id = bill.tenant_id and d.table_session_id = bill.table_session_id) as eaters`;

const billLock = (billId: Sql): Sql =>
  sql`pg_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id') || ${billId}::text, 0))::text`;

/** Wakes who waits for the copy of a bill or an order of the current tenant. */
export const arrivalOf = (id: string): string => `arrival:${currentTenantId()}:${id}`;

/** This service's copy of bills and of which orders they are for. */
@Injectable()
export class Bills {
  constructor(
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  /** Keeps the newest version of a bill, in the open transaction. */
  async keep(bill: DataOf<typeof BillState>, version: number): Promise<void> {
    const { id, outletId, businessDate, status, orders, customerId, tableSessionId, total, paid, due } = bill;
    const shares = JSON.stringify(bill.shares ?? []);
    const orderIds = JSON.stringify(orders.map(({ orderId }) => orderId));
    await this.database.write(
      prepared(sql`
        insert into bill (tenant_id, id, version, outlet_id, business_date, status, order_ids, customer_id,
                          table_session_id, total, paid, due, shares)
        values (current_setting('app.tenant_id')::uuid, ${id}, ${version}, ${outletId}, ${businessDate}, ${status},
                ${orderIds}::jsonb, ${customerId}, ${tableSessionId}, ${total}, ${paid}, ${due},
                ${shares}::jsonb)
        on conflict (tenant_id, id) do update set version = excluded.version, status = excluded.status,
          order_ids = excluded.order_ids, customer_id = excluded.customer_id,
          table_session_id = excluded.table_session_id, total = excluded.total, paid = excluded.paid, due = excluded.due,
          shares = excluded.shares
        where bill.version < excluded.version`),
    );
    this.#announce(id);
  }

  /** Keeps which bill an order is on, in the open transaction; an order that ended stays so. */
  async keepOrder({ orderId, billId, outletId, customerId, tableSessionId, ended }: BilledOrder): Promise<void> {
    await this.database.write(
      prepared(sql`
        insert into billed_order (tenant_id, order_id, bill_id, outlet_id, customer_id, table_session_id, ended)
        values (current_setting('app.tenant_id')::uuid, ${orderId}, ${billId}, ${outletId}, ${customerId},
                ${tableSessionId}, ${ended})
        on conflict (tenant_id, order_id) do update set ended = coalesce(billed_order.ended, excluded.ended)`),
    );
    this.#announce(orderId);
  }

  /** An order that had ended may be paid again, in the open transaction. */
  async revive(orderId: string): Promise<void> {
    await this.database.write(prepared(sql`update billed_order set ended = null where order_id = ${orderId}`));
    this.#announce(orderId);
  }

  /** Keeps that a customer sits at a table and may pay for it. */
  async seat(tableSessionId: string, customerId: string): Promise<void> {
    await this.database.write(
      prepared(sql`
        insert into diner (tenant_id, table_session_id, customer_id)
        values (current_setting('app.tenant_id')::uuid, ${tableSessionId}, ${customerId}) on conflict do nothing`),
    );
  }

  /** Until the open transaction ends nobody else decides here on money of this bill. */
  async lock(billId: string): Promise<void> {
    await this.database.write(prepared(sql`select ${billLock(sql`${billId}::uuid`)}`));
  }

  /** The same for the bill that an order is on, if the order is known. */
  async lockOfOrder(orderId: string): Promise<void> {
    await this.database.write(
      prepared(sql`select ${billLock(sql`bill_id`)} from billed_order where order_id = ${orderId}`),
    );
  }

  async find(billId: string): Promise<BillCopy | undefined> {
    const [bill] = await this.database.query<BillCopy>(
      prepared(sql`select ${billColumns} from bill where id = ${billId}`),
    );
    return bill;
  }

  /** The bill of an order that has not ended. */
  async findOfOrder(orderId: string): Promise<BillCopy | undefined> {
    const [bill] = await this.database.query<BillCopy>(
      prepared(sql`
        select ${billColumns} from bill
        where id = (select bill_id from billed_order where order_id = ${orderId} and ended is null)`),
    );
    return bill;
  }

  async findOrder(orderId: string): Promise<BilledOrder | undefined> {
    const [order] = await this.database.query<BilledOrder>(
      prepared(sql`
        select order_id as "orderId", bill_id as "billId", outlet_id as "outletId", customer_id as "customerId",
               table_session_id as "tableSessionId", ended
        from billed_order where order_id = ${orderId}`),
    );
    return order;
  }

  /** The orders that were placed for a bill and have not ended, whether or not the bill has arrived. */
  ordersOf(billId: string): Promise<BilledOrder[]> {
    return this.database.query<BilledOrder>(
      prepared(sql`
        select order_id as "orderId", bill_id as "billId", outlet_id as "outletId", customer_id as "customerId",
               table_session_id as "tableSessionId", ended
        from billed_order where bill_id = ${billId} and ended is null`),
    );
  }

  /** Whether a bill or an order of that id has arrived, for whichever tenant: it is not on its way then. */
  async isHere(id: string): Promise<boolean> {
    const found = await this.database.worker.query(
      prepared(sql`
        select 1 from bill where id = ${id} union all select 1 from billed_order where order_id = ${id} limit 1`),
    );
    return found.length > 0;
  }

  #announce(id: string): void {
    const key = arrivalOf(id);
    this.database.afterCommit(() => this.wakeups.wake(key));
  }
}

/** Whether a bill may be seen and paid by somebody: staff of its outlet, its customer, who ordered on it, its table. */
export function mayPay(
  bill: Pick<BillCopy, 'outletId' | 'customerId' | 'tableSessionId'> & Partial<Pick<BillCopy, 'eaters'>>,
  who: Principal,
): boolean {
  if (who.can('payment:create') || who.can('payment:read')) return who.mayEnter(bill.outletId);
  if (who.tableSessionId !== undefined) return who.tableSessionId === bill.tableSessionId;
  return bill.customerId === who.id || (bill.eaters ?? []).includes(who.id);
}
