import { Injectable } from '@nestjs/common';
import type { Received } from '@chowk/contracts';
import { currentTenantId, Database, prepared, sql } from '@chowk/kit';

/** One event about an order as it is kept. */
export interface TimelineEvent {
  readonly eventId: string;
  readonly type: string;
  readonly service: string;
  readonly at: Date;
  readonly aggregateId: string;
  readonly version: number;
  readonly causationId: string | null;
  readonly data: Record<string, unknown>;
}

/** What happened to orders: our own facts from the journal, and what we heard from others. */
@Injectable()
export class TimelineBook {
  constructor(private readonly database: Database) {}

  /** Notes an event of another service about these orders; ids of no order of ours, and known events, change nothing. */
  async note(event: Received, orderIds: readonly string[]): Promise<void> {
    const { id, type, source, time, aggregateId, version, causationId, data } = event;
    // One statement for each: PostgreSQL plans a list anew every time, which takes longer than to run it
    for (const orderId of orderIds)
      await this.database.write(
        prepared(sql`
          insert into timeline (tenant_id, order_id, event_id, type, service, occurred_at, aggregate_id, aggregate_version, causation, data)
          select tenant_id, id, ${id}::uuid, ${type}, ${source}, ${time}::timestamptz, ${aggregateId},
            ${version}::integer, ${causationId ?? null}, ${JSON.stringify(data)}::jsonb
          from orders where tenant_id = ${currentTenantId()} and id = ${orderId}
          on conflict do nothing`),
      );
  }

  /** Everything about an order, its tickets and its bill, in the order of time; sent and unsent facts alike. */
  async of(order: { readonly id: string; readonly billId: string }): Promise<TimelineEvent[]> {
    const tenantId = currentTenantId();
    const about = sql`tenant_id = ${tenantId} and (aggregate_id = ${order.id}
      or aggregate_id in (select id::text from ticket where tenant_id = ${tenantId} and order_id = ${order.id})
      or (aggregate_id = ${order.billId} and topic = 'order'))`;
    const own = sql`event_id as "eventId", type, 'order' as service, occurred_at as at, aggregate_id as "aggregateId",
      aggregate_version as version, causation as "causationId", data::jsonb as data`;
    return this.database.query<TimelineEvent>(sql`
      select ${own} from fact where ${about}
      union select ${own} from outbox where ${about}
      union select event_id, type, service, occurred_at, aggregate_id, aggregate_version, causation, data
        from timeline where tenant_id = ${tenantId} and order_id = ${order.id}
      order by at, "eventId"`);
  }
}
