import type { OrderPlaced, Received } from '@chowk/contracts';
import { Clock, currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { Placer } from '../domain/room-routes.js';

/** Whose an order is and where it was placed. */
export interface OrderPlace extends Placer {
  readonly outletId: string;
}

export interface KnownGuest {
  readonly tableSessionId: string;
  readonly guestId: string;
  readonly customerId: string;
}

/** Who placed which order, and which customers sit in which table session: told by orders and table sessions. */
@Injectable()
export class OrderAudience {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Remembers the order's people. True when the customer was not known to be in the table session before. */
  async keep({ data }: Received<typeof OrderPlaced>): Promise<boolean> {
    const { orderId, outletId, customerId, tableSessionId, guestId = null } = data;
    await this.database.execute(
      prepared(sql`
        insert into order_audience (tenant_id, order_id, outlet_id, customer_id, table_session_id, guest_id, placed_at)
        values (${currentTenantId()}, ${orderId}, ${outletId}, ${customerId}, ${tableSessionId}, ${guestId}, ${this.clock.now()})
        on conflict do nothing`),
    );
    return customerId !== null && tableSessionId !== null && this.sit(customerId, tableSessionId);
  }

  /** The customer sits in the table session. True when that was not known before. */
  async sit(customerId: string, tableSessionId: string): Promise<boolean> {
    const added = await this.database.execute(
      prepared(sql`
        insert into table_guest (tenant_id, customer_id, table_session_id, since)
        values (${currentTenantId()}, ${customerId}, ${tableSessionId}, ${this.clock.now()}) on conflict do nothing`),
    );
    return added > 0;
  }

  /** What the guest ordered in the table session is the customer's from now on. */
  async attach({ tableSessionId, guestId, customerId }: KnownGuest): Promise<void> {
    await this.database.execute(
      prepared(sql`
        update order_audience set customer_id = ${customerId}
        where tenant_id = ${currentTenantId()} and table_session_id = ${tableSessionId} and guest_id = ${guestId}
          and customer_id is null`),
    );
  }

  /** The table is free again: nobody sits in its session. */
  async clear(tableSessionId: string): Promise<void> {
    await this.database.execute(
      sql`delete from table_guest where tenant_id = ${currentTenantId()} and table_session_id = ${tableSessionId}`,
    );
  }

  /** Those of the orders that are known. */
  async of(orderIds: readonly string[]): Promise<readonly OrderPlace[]> {
    if (orderIds.length === 0) return [];
    return this.database.query<OrderPlace>(
      prepared(sql`
        select outlet_id as "outletId", customer_id as "customerId", table_session_id as "tableSessionId" from order_audience
        where tenant_id = ${currentTenantId()} and order_id = any(${orderIds}::uuid[])`),
    );
  }

  /** The table sessions a customer sits in. */
  async tableSessionsOf(customerId: string): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(
      prepared(sql`
        select table_session_id as id from table_guest where tenant_id = ${currentTenantId()} and customer_id = ${customerId}
        order by since desc limit 20`),
    );
    return rows.map(({ id }) => id);
  }
}
