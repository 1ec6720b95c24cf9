import { currentTenantId, Database, joinSql, prepared, sql, type Sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { countsAsJson, type DayAtOutlet } from '../database/day-counters.js';
import { countedFact } from '../domain/counted-fact.js';
import { differencesOf, type Difference } from '../domain/differences.js';
import { dayCounters, nothingCounted } from '../domain/day-counts.js';
import { tallyDay, type DayTally } from '../domain/tally-day.js';

export interface Recount {
  /** Facts that were counted again. */
  readonly facts: number;
  readonly tally: DayTally;
  /** Where the kept numbers say otherwise; none, unless a counter was tampered with or counts wrongly. */
  readonly differences: readonly Difference[];
}

const number = z.number().int();
const time = number.nullable();
const kept = z.object({
  facts: z.array(countedFact),
  counts: z.partialRecord(z.enum(dayCounters), number).nullable(),
  tenders: z.record(z.string(), z.object({ captured: number, amount: number, tips: number, refunded: number })),
  items: z.record(z.uuid(), z.object({ name: z.string(), quantity: number, revenue: number })),
  tickets: z.record(
    z.uuid(),
    z.object({ station: z.string(), queuedAt: time, startedAt: time, readyAt: time, voided: number }),
  ),
  sittings: z.record(z.uuid(), z.object({ openedAt: time, closedAt: time })),
});

/** Counts a business day of an outlet again, from the journal alone, and holds the live numbers to it. Changes nothing. */
@Injectable()
export class RecountDay {
  constructor(private readonly database: Database) {}

  async run(day: DayAtOutlet): Promise<Recount> {
    const { facts, counts, ...numbers } = await this.keptOf(day);
    const tally = tallyDay(facts);
    const live = { counts: { ...nothingCounted, ...counts }, ...numbers };
    return { facts: facts.length, tally, differences: differencesOf(tally, live) };
  }

  /** Journal and numbers by one statement, hence of one moment: what is being counted meanwhile is in both or in neither. */
  private async keptOf({ outletId, businessDate }: DayAtOutlet): Promise<z.output<typeof kept>> {
    const ofDay = sql`tenant_id = ${currentTenantId()} and outlet_id = ${outletId} and business_date = ${businessDate}`;
    const [row] = await this.database.query<object>(
      prepared(sql`
        select
          (select coalesce(jsonb_agg(
             jsonb_build_object('type', type, 'time', occurred_at, 'version', version, 'data', data)), '[]')
           from counted_event where ${ofDay}) as facts,
          (select ${countsAsJson}
           from daily_metric where ${ofDay}) as counts,
          (select coalesce(jsonb_object_agg(tender,
             jsonb_build_object('captured', captured, 'amount', amount, 'tips', tips, 'refunded', refunded)), '{}')
           from tender_metric where ${ofDay}) as tenders,
          (select coalesce(jsonb_object_agg(item_id,
             jsonb_build_object('name', name, 'quantity', quantity, 'revenue', revenue)), '{}')
           from item_metric where ${ofDay}) as items,
          (select coalesce(jsonb_object_agg(ticket_id,
             jsonb_build_object('station', station, 'queuedAt', ${milliseconds('queued_at')},
               'startedAt', ${milliseconds('started_at')}, 'readyAt', ${milliseconds('ready_at')},
               'voided', is_voided::int)), '{}')
           from ticket_time where ${ofDay}) as tickets,
          (select coalesce(jsonb_object_agg(table_session_id,
             jsonb_build_object('openedAt', ${milliseconds('opened_at')}, 'closedAt', ${milliseconds('closed_at')})), '{}')
           from sitting_time where ${ofDay}) as sittings`),
    );
    return kept.parse(row);
  }
}

/** A column of instants as milliseconds since 1970. */
const milliseconds = (column: string): Sql =>
  joinSql([{ text: `(extract(epoch from ${column}) * 1000)::bigint`, values: [] }], '');
