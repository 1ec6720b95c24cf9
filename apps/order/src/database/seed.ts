import type { INestApplicationContext } from '@nestjs/common';
import { Database, runInCall, seedId, sql, Clock } from '@chowk/kit';

/** Tables of the demo outlets; two tenants live side by side, the cake shop has none. */
const furniture = [
  { tenant: 'intellidine', outlet: 'indiranagar', tables: 12 },
  { tenant: 'intellidine', outlet: 'koramangala', tables: 6 },
] as const;

/** Tables by the window seat two, the long ones six. */
const seats = [2, 2, 4, 4, 4, 6] as const;

/** Puts up the tables of the demo tenants: T1, T2 ... in the order of their ids' paths; those that are there stay as they are. */
export async function seed(app: INestApplicationContext): Promise<void> {
  const database = app.get(Database);
  const now = app.get(Clock).now();
  for (const { tenant, outlet, tables } of furniture) {
    const tenantId = seedId(`tenant/${tenant}`);
    await runInCall({ tenantId }, () =>
      database.transaction(async (transaction) => {
        for (let number = 1; number <= tables; number++)
          await transaction.execute(sql`
            insert into dining_table (tenant_id, id, version, created_at, updated_at, outlet_id, label, area, seats, is_removed)
            values (${tenantId}, ${seedId(`table/${tenant}/${outlet}/${number}`)}, 1, ${now}, ${now},
              ${seedId(`outlet/${tenant}/${outlet}`)}, ${`T${number}`}, null, ${seats[(number - 1) % seats.length]}, false)
            on conflict do nothing`);
      }),
    );
  }
}
