import { Injectable } from '@nestjs/common';
import type { DataOf, DrawerOpened, OutletDayView } from '@chowk/contracts';
import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { z } from 'zod';
import type { DaySums } from '../domain/outlet-day.js';

const sum = z.string().transform(Number).pipe(z.number().int());
const dayRow = z.object({
  bills: z.number().int(),
  ...{ total: sum, paid: sum, tips: sum, credited: sum },
  openBills: z.array(z.object({ billId: z.uuid(), due: z.number().int() })),
  openOrders: z.array(z.object({ orderId: z.uuid(), orderNumber: z.string(), status: z.string() })),
  openDrawers: z.array(z.object({ drawerId: z.uuid(), label: z.string() })),
});

export interface RunningDay {
  readonly sums: DaySums;
  readonly open: OutletDayView['open'];
}

/** What a business day of an outlet has come to so far, and the drawers that payment told us are open. */
@Injectable()
export class DayBook {
  constructor(private readonly database: Database) {}

  /** The sums of the day's bills and all that is in the way of closing it, as one picture. */
  async look(outletId: string, businessDate: string): Promise<RunningDay> {
    const tenantId = currentTenantId();
    const [row] = await this.database.query<Record<keyof z.output<typeof dayRow>, unknown>>(
      prepared(sql`
        with day_bill as (
          select * from bill
          where tenant_id = ${tenantId} and outlet_id = ${outletId} and business_date = ${businessDate}::date)
        select count(*) filter (where status = 'SETTLED')::integer as bills,
          coalesce(sum(total) filter (where status = 'SETTLED'), 0)::text as total,
          coalesce(sum(paid) filter (where status = 'SETTLED'), 0)::text as paid,
          coalesce(sum(tips) filter (where status = 'SETTLED'), 0)::text as tips,
          coalesce(sum(credited) filter (where status = 'SETTLED'), 0)::text as credited,
          coalesce(jsonb_agg(jsonb_build_object('billId', id, 'due', due) order by id)
            filter (where status in ('OPEN', 'PRESENTED')), '[]') as "openBills",
          (select coalesce(jsonb_agg(jsonb_build_object('orderId', o.id, 'orderNumber', o.order_number, 'status', o.status)
              order by o.id), '[]')
            from orders o where o.tenant_id = ${tenantId} and o.outlet_id = ${outletId}
              and o.business_date = ${businessDate}::date
              and o.status not in ('COMPLETED', 'REJECTED', 'CANCELLED', 'EXPIRED')) as "openOrders",
          (select coalesce(jsonb_agg(jsonb_build_object('drawerId', d.id, 'label', d.label) order by d.id), '[]')
            from open_drawer d where d.tenant_id = ${tenantId} and d.outlet_id = ${outletId}
              and d.business_date <= ${businessDate}::date) as "openDrawers"
        from day_bill`),
    );
    const { bills, total, paid, tips, credited, openBills, openOrders, openDrawers } = dayRow.parse(row);
    return {
      sums: { bills, total, paid, tips, credited },
      open: { bills: openBills, orders: openOrders, drawers: openDrawers },
    };
  }

  /** A drawer began its shift. */
  async drawerOpened({ drawerId, outletId, businessDate, label }: DataOf<typeof DrawerOpened>): Promise<void> {
    await this.database.query(
      prepared(sql`
        insert into open_drawer (tenant_id, id, outlet_id, business_date, label)
        values (${currentTenantId()}, ${drawerId}, ${outletId}, ${businessDate}, ${label}) on conflict do nothing`),
    );
  }

  /** A drawer was counted and closed. */
  async drawerClosed(drawerId: string): Promise<void> {
    await this.database.query(
      prepared(sql`delete from open_drawer where tenant_id = ${currentTenantId()} and id = ${drawerId}`),
    );
  }
}
