import { Injectable } from '@nestjs/common';
import { currentTenantId, Database, newId, prepared, sql } from '@chowk/kit';

/** A line that was voided or given free; the record is written once and never changed. */
export interface LineChangeRecord {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly outletId: string;
  readonly businessDate: string;
  readonly lineId: string;
  readonly kind: 'VOIDED' | 'COMPED';
  readonly name: string;
  readonly quantity: number;
  /** What it had cost with tax, in paise. */
  readonly amount: number;
  readonly isPrepared: boolean;
  readonly reason: string;
  /** `staff:<id>`. */
  readonly by: string;
  readonly at: Date;
}

/** Most lines that one report tells; nobody voids as many in a day. */
const mostLines = 10_000;

/** Who voided what and gave what free, per business date. */
@Injectable()
export class LineChangeBook {
  constructor(private readonly database: Database) {}

  /** Writes down a change inside the transaction that made it. */
  async note(change: LineChangeRecord): Promise<void> {
    const { orderId, orderNumber, outletId, businessDate, lineId, kind, name, quantity, amount } = change;
    await this.database.execute(
      prepared(sql`
        insert into line_change (tenant_id, id, order_id, order_number, outlet_id, business_date, line_id, kind, name, quantity,
          amount, is_prepared, reason, changed_by, changed_at)
        values (${currentTenantId()}, ${newId()}, ${orderId}, ${orderNumber}, ${outletId}, ${businessDate}, ${lineId}, ${kind},
          ${name}, ${quantity}, ${amount}, ${change.isPrepared}, ${change.reason}, ${change.by}, ${change.at})`),
    );
  }

  /** Changes of orders of a business date at these outlets (`all`: at every one), the oldest first. */
  async of(businessDate: string, outlets: 'all' | readonly string[]): Promise<LineChangeRecord[]> {
    const rows = await this.database.query<Omit<LineChangeRecord, 'amount'> & { amount: string }>(
      prepared(sql`
        select order_id as "orderId", order_number as "orderNumber", outlet_id as "outletId", business_date::text as "businessDate",
          line_id as "lineId", kind, name, quantity, amount::text, is_prepared as "isPrepared", reason, changed_by as by,
          changed_at as at
        from line_change
        where tenant_id = ${currentTenantId()} and business_date = ${businessDate}
          and (${outlets === 'all'} or outlet_id = any(${outlets === 'all' ? [] : [...outlets]}::uuid[]))
        order by id limit ${mostLines}`),
    );
    return rows.map((row) => ({ ...row, amount: Number(row.amount) }));
  }
}
