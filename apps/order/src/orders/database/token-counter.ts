import { Injectable } from '@nestjs/common';
import { currentTenantId, Database, prepared, sql } from '@chowk/kit';

/** The numbers called out at a counter: 1, 2, 3 ... per outlet and business date. */
@Injectable()
export class TokenCounter {
  constructor(private readonly database: Database) {}

  /** The next number, taken for good when the open transaction commits; others of the outlet wait for that. */
  async next(outletId: string, businessDate: string): Promise<number> {
    const [row] = await this.database.query<{ last: number }>(
      prepared(sql`
        insert into token_counter as counter (tenant_id, outlet_id, business_date, last)
        values (${currentTenantId()}, ${outletId}, ${businessDate}, 1)
        on conflict (tenant_id, outlet_id, business_date) do update set last = counter.last + 1
        returning last`),
    );
    if (!row) throw new Error('The counter of tokens did not answer');
    return row.last;
  }
}
