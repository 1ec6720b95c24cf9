import { Injectable } from '@nestjs/common';
import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { OpenWork } from './open-work.js';

/** Most refunds that are taken up when cash arrives; the sweep finds the rest. */
const most = 50;

/** Cash that is to go back and waits for a drawer with enough in it. */
@Injectable()
export class WaitingCash {
  constructor(
    private readonly database: Database,
    private readonly work: OpenWork,
  ) {}

  /** Cash has come into a drawer of this outlet: once the open transaction is committed the refunds are tried again. */
  async tryAgain(outletId: string): Promise<void> {
    const tenantId = currentTenantId();
    const waiting = await this.database.query<{ id: string }>(
      prepared(sql`
        select id from payment where outlet_id = ${outletId} and tender = 'CASH' and check_at is not null
        order by check_at limit ${most}`),
    );
    if (waiting.length === 0) return;
    this.database.afterCommit(() => {
      for (const { id } of waiting) this.work.payment(tenantId, id);
    });
  }
}
