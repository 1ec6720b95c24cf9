import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { KnownOrder } from '../domain/known-order.js';
import { sale } from '../domain/sale.js';

const row = z.object({
  sale: sale.nullable(),
  saleVersion: z.number().int(),
  isConfirmed: z.boolean(),
  isUndone: z.boolean(),
});

/** What is known of each order that sold something or was called off. */
@Injectable()
export class CountedOrders {
  constructor(private readonly database: Database) {}

  /** The order, held until the open transaction ends: facts about one order are counted one after the other. */
  async hold(orderId: string): Promise<KnownOrder> {
    const [held] = await this.database.query<object>(
      prepared(sql`
        insert into counted_order as known (tenant_id, order_id, sale, is_undone, is_confirmed)
        values (${currentTenantId()}, ${orderId}, null, false, false)
        on conflict (tenant_id, order_id) do update set is_undone = known.is_undone
        returning sale, sale_version as "saleVersion", coalesce(is_confirmed, sale is not null) as "isConfirmed",
          is_undone as "isUndone"`),
    );
    return row.parse(held);
  }

  /** What is known of a held order from now on. */
  async keep(orderId: string, { sale: sold, saleVersion, isConfirmed, isUndone }: KnownOrder): Promise<void> {
    await this.database.write(
      prepared(sql`
        update counted_order
        set sale = ${sold && JSON.stringify(sold)}::jsonb, sale_version = ${saleVersion}::int,
          is_confirmed = ${isConfirmed}::boolean, is_undone = ${isUndone}::boolean
        where tenant_id = ${currentTenantId()} and order_id = ${orderId}`),
    );
  }
}
