import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { SittingTimes, TicketTimes } from '../domain/durations.js';
import type { DayAtOutlet } from './day-counters.js';

/** When each ticket and each sitting passed what it passed, to the millisecond; facts may come in any order. */
@Injectable()
export class DurationBook {
  constructor(private readonly database: Database) {}

  async noteTicket(
    { outletId, businessDate }: DayAtOutlet,
    { ticketId, station, queuedAt, startedAt, readyAt, voided }: TicketTimes & { readonly ticketId: string },
  ): Promise<void> {
    await this.database.write(
      prepared(sql`
        insert into ticket_time as known
          (tenant_id, outlet_id, business_date, ticket_id, station, queued_at, started_at, ready_at, is_voided)
        values (${currentTenantId()}, ${outletId}, ${businessDate}, ${ticketId}, ${station}, ${instant(queuedAt)},
          ${instant(startedAt)}, ${instant(readyAt)}, ${voided === 1})
        on conflict (tenant_id, ticket_id) do update set
          queued_at = least(known.queued_at, excluded.queued_at),
          started_at = least(known.started_at, excluded.started_at),
          ready_at = greatest(known.ready_at, excluded.ready_at),
          is_voided = known.is_voided or excluded.is_voided`),
    );
  }

  async noteSitting(
    { outletId, businessDate }: DayAtOutlet,
    { tableSessionId, openedAt, closedAt }: SittingTimes & { readonly tableSessionId: string },
  ): Promise<void> {
    await this.database.write(
      prepared(sql`
        insert into sitting_time as known (tenant_id, outlet_id, business_date, table_session_id, opened_at, closed_at)
        values (${currentTenantId()}, ${outletId}, ${businessDate}, ${tableSessionId}, ${instant(openedAt)},
          ${instant(closedAt)})
        on conflict (tenant_id, table_session_id) do update set
          opened_at = least(known.opened_at, excluded.opened_at),
          closed_at = greatest(known.closed_at, excluded.closed_at)`),
    );
  }
}

const instant = (time: number | null): Date | null => (time === null ? null : new Date(time));
