import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { occurrenceOf, subjectOf, type CountedFact } from '../domain/counted-fact.js';

/** The journal of everything that was counted, kept so that any day can be counted again. */
@Injectable()
export class CountedEvents {
  constructor(private readonly database: Database) {}

  /** False when the fact is in the journal already: then it must not be counted again. */
  async keep(eventId: string, fact: CountedFact): Promise<boolean> {
    const { type, time, version, data } = fact;
    const kept = await this.database.execute(
      prepared(sql`
        insert into counted_event (tenant_id, event_id, type, subject_id, occurrence, version, outlet_id, business_date,
          occurred_at, data)
        values (${currentTenantId()}, ${eventId}, ${type}, ${subjectOf(fact)}, ${occurrenceOf(fact)}, ${version},
          ${data.outletId}, ${data.businessDate}, ${time}, ${JSON.stringify(data)}::jsonb)
        on conflict do nothing`),
    );
    return kept === 1;
  }
}
