import type { OrderPlaced, Received } from '@chowk/contracts';
import { currentTenantId, Database, prepared, sql, type CopyTables } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { Placer } from '../domain/room-routes.js';

/** Whose an order is and where it was placed. */
export interface OrderPlace extends Placer {
  readonly outletId: string;
}

/** Who hears of what: known from orders and table sessions together, and worked out anew as one. */
export const audience: CopyTables = { tables: ['table_guest', 'known_guest', 'left_session', 'order_audience'] };

export interface KnownGuest {
  readonly tableSessionId: string;
  readonly guestId: string;
  readonly customerId: string;
}

/** Who placed which order, and which customers sit in which table session: told by orders and table sessions. */
@Injectable()
export class OrderAudience {
  constructor(private readonly database: Database) {}

  /** Remembers the order's people. True when the customer was not known to be in the table session before. */
  async keep({ data, time }: Received<typeof OrderPlaced>): Promise<boolean> {
    const { orderId, outletId, customerId, tableSessionId, guestId = null } = data;
    await this.database.write(
      prepared(sql`
        insert into order_audience (tenant_id, order_id, outlet_id, customer_id, table_session_id, guest_id, placed_at)
        values (${currentTenantId()}, ${orderId}, ${outletId}, ${customerId}, ${tableSessionId}, ${guestId}, ${time})
        on conflict do nothing`),
    );
    return customerId !== null && tableSessionId !== null && this.sit(customerId, tableSessionId, time);
  }

  /** The customer sits in the table session. True when that was not known before. */
  async sit(customerId: string, tableSessionId: string, since: Date): Promise<boolean> {
    const added = await this.database.execute(
      prepared(sql`
        insert into table_guest (tenant_id, customer_id, table_session_id, since)
        values (${currentTenantId()}, ${customerId}, ${tableSessionId}, ${since}) on conflict do nothing`),
    );
    return added > 0;
  }

  /** What the guest orders in the table session, before or after this is told, is the customer's. */
  async attach({ tableSessionId, guestId, customerId }: KnownGuest, since: Date): Promise<void> {
    await this.database.write(
      prepared(sql`
        insert into known_guest (tenant_id, table_session_id, guest_id, customer_id, since)
        values (${currentTenantId()}, ${tableSessionId}, ${guestId}, ${customerId}, ${since}) on conflict do nothing`),
    );
  }

  /** The table is free again: nobody sits in its session any more, whatever is told of it later. */
  async clear(tableSessionId: string, leftAt: Date): Promise<void> {
    await this.database.write(
      prepared(sql`
        insert into left_session (tenant_id, table_session_id, left_at)
        values (${currentTenantId()}, ${tableSessionId}, ${leftAt}) on conflict do nothing`),
    );
  }

  /** Those of the orders that are known. */
  async of(orderIds: readonly string[]): Promise<readonly OrderPlace[]> {
    return (await Promise.all(orderIds.map((orderId) => this.placeOf(orderId)))).flat();
  }

  private placeOf(orderId: string): Promise<readonly OrderPlace[]> {
    // One by one in one flush: PostgreSQL plans a list anew every time, which takes longer than to read it
    return this.database.query<OrderPlace>(
      prepared(sql`
        select outlet_id as "outletId", coalesce(placed.customer_id, guest.customer_id) as "customerId",
          placed.table_session_id as "tableSessionId"
        from order_audience as placed
        left join known_guest as guest using (tenant_id, table_session_id, guest_id)
        where tenant_id = ${currentTenantId()} and order_id = ${orderId}`),
    );
  }

  /** The table sessions a customer sits in. */
  async tableSessionsOf(customerId: string): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(
      prepared(sql`
        select table_session_id as id from table_guest where tenant_id = ${currentTenantId()} and customer_id = ${customerId}
          and not exists (select 1 from left_session as over
            where over.tenant_id = table_guest.tenant_id and over.table_session_id = table_guest.table_session_id)
        order by since desc limit 20`),
    );
    return rows.map(({ id }) => id);
  }
}
