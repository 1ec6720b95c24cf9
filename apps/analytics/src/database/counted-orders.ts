import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { sale, type Sale } from '../domain/sale.js';

/** What each order sold and whether that was taken back; right also when the cancellation is heard of first. */
@Injectable()
export class CountedOrders {
  constructor(private readonly database: Database) {}

  /** Keeps the sale. True when the order's cancellation is known already: then nothing of it counts. */
  async keepSale(orderId: string, sold: Sale): Promise<boolean> {
    const [row] = await this.database.query<{ is_undone: boolean }>(
      prepared(sql`
        insert into counted_order (tenant_id, order_id, sale, is_undone)
        values (${currentTenantId()}, ${orderId}, ${JSON.stringify(sold)}::jsonb, false)
        on conflict (tenant_id, order_id) do update set sale = excluded.sale
        returning is_undone`),
    );
    return row?.is_undone === true;
  }

  /** Remembers that the sale does not stand. Answers what has to be taken back: null when the sale is not known yet. */
  async undo(orderId: string): Promise<Sale | null> {
    const [row] = await this.database.query<{ sale: unknown }>(
      prepared(sql`
        insert into counted_order (tenant_id, order_id, sale, is_undone)
        values (${currentTenantId()}, ${orderId}, null, true)
        on conflict (tenant_id, order_id) do update set is_undone = true
        returning sale`),
    );
    return sale.nullable().parse(row?.sale ?? null);
  }
}
