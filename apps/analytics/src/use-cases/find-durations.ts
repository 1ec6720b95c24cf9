import { Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { within } from './find-metrics.js';
import type { Scope } from './reading-scope.js';

/** Percentiles in seconds over exact durations, interpolated between two of them as `percentile_cont` does; null for none. */
interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
}

export interface StationTimes {
  /** Null: all stations together. */
  readonly station: string | null;
  readonly tickets: number;
  readonly started: number;
  readonly ready: number;
  readonly late: number;
  readonly queuedToStarted: Percentiles;
  readonly startedToReady: Percentiles;
}

export interface TableTurn extends Percentiles {
  /** Null: all outlets together. */
  readonly outletId: string | null;
  readonly closed: number;
  readonly average: number | null;
}

/** How long tickets and tables took in a scope. */
@Injectable()
export class FindDurations {
  constructor(private readonly database: Database) {}

  /** All stations together first, if there were tickets at all, then each by name. `lateAfter` is in minutes. */
  stations(scope: Scope, lateAfter: number): Promise<StationTimes[]> {
    return this.database.query<StationTimes>(
      prepared(sql`
        with passed as (
          select station, ready_at - queued_at > make_interval(mins => ${lateAfter}::int) as is_late,
            extract(epoch from started_at - queued_at)::float8 as waited,
            extract(epoch from ready_at - started_at)::float8 as cooked
          from ticket_time where ${within(scope)} and not is_voided)
        select station, count(*)::int as tickets, count(waited)::int as started, count(cooked)::int as ready,
          (count(*) filter (where is_late))::int as late,
          jsonb_build_object('p50', percentile_cont(0.5) within group (order by waited),
            'p95', percentile_cont(0.95) within group (order by waited)) as "queuedToStarted",
          jsonb_build_object('p50', percentile_cont(0.5) within group (order by cooked),
            'p95', percentile_cont(0.95) within group (order by cooked)) as "startedToReady"
        from passed group by grouping sets ((station), ()) having count(*) > 0
        order by station nulls first`),
    );
  }

  /** All outlets together, and each that had people at a table who left. */
  tableTurns(scope: Scope): Promise<TableTurn[]> {
    return this.database.query<TableTurn>(
      prepared(sql`
        with sat as (
          select outlet_id, extract(epoch from closed_at - opened_at)::float8 as stayed
          from sitting_time where ${within(scope)})
        select outlet_id as "outletId", count(stayed)::int as closed, avg(stayed) as average,
          percentile_cont(0.5) within group (order by stayed) as p50,
          percentile_cont(0.95) within group (order by stayed) as p95
        from sat group by grouping sets ((outlet_id), ()) having count(stayed) > 0`),
    );
  }
}
