import type { OrderPlaced, Received } from '@chowk/contracts';
import { Clock, currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { Placer } from '../domain/room-routes.js';

/** Whose an order is and where it was placed. */
export interface OrderPlace extends Placer {
  readonly outletId: string;
}

/** Who placed which order, and who sits in which table session: told by the orders themselves. */
@Injectable()
export class OrderAudience {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Remembers the order's people. True when the customer was not known to be in the table session before. */
  async keep({ data }: Received<typeof OrderPlaced>): Promise<boolean> {
    const { orderId, outletId, customerId, tableSessionId } = data;
    const [tenantId, now] = [currentTenantId(), this.clock.now()];
    await this.database.execute(
      prepared(sql`
        insert into order_audience (tenant_id, order_id, outlet_id, customer_id, table_session_id, placed_at)
        values (${tenantId}, ${orderId}, ${outletId}, ${customerId}, ${tableSessionId}, ${now}) on conflict do nothing`),
    );
    if (customerId === null || tableSessionId === null) return false;
    const added = await this.database.execute(
      prepared(sql`
        insert into table_guest (tenant_id, customer_id, table_session_id, since)
        values (${tenantId}, ${customerId}, ${tableSessionId}, ${now}) on conflict do nothing`),
    );
    return added > 0;
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
