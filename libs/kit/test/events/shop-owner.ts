import { newId } from '../../src/ids/new-id.js';
import { runInCall } from '../../src/context/call-context.js';
import type { Database } from '../../src/database/database.js';
import { Outbox } from '../../src/database/outbox.js';
import { Clock } from '../../src/clock/clock.js';
import { Sold } from './shop.js';

/** Records sales as an app would: in a transaction of the tenant. */
export function recordSales(
  database: Database,
  tenantId: string,
  sales: readonly { aggregateId: string; version: number; amount: number; wish?: string }[],
): Promise<void> {
  const outbox = new Outbox(database, new Clock());
  return runInCall({ tenantId, correlationId: newId() }, () =>
    database.transaction(async () => {
      for (const { aggregateId, version, amount, wish } of sales)
        await outbox.record(Sold, { aggregateId, version, data: wish === undefined ? { amount } : { amount, wish } });
    }),
  );
}
