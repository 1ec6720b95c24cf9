import { prepared, sql, type Sql } from '../database/sql.js';
import { deadLetterType } from './dead-letter-store.js';

/** Most rows of one batch. */
export const batchRows = 500;

/** Columns of an `OutboxRow`; the outbox and the journal have the same. */
export const outboxColumns = sql`id, tenant_id as "tenantId", event_id as "eventId", topic, key, type,
  aggregate_id as "aggregateId", aggregate_version as "aggregateVersion", outlet_id as "outletId",
  occurred_at as "occurredAt", correlation, causation, traceparent, data`;

const journalled = `id, tenant_id, event_id, topic, key, type, aggregate_id, aggregate_version, outlet_id, occurred_at,
  correlation, causation, traceparent, data, created_at`;

/**
 * The next rows in order of writing, without those of topics that the broker does not have now; what was sent before
 * moves to the journal in the same statement, so that a busy relay makes one round trip per batch.
 */
export function moveAndRead(sent: readonly number[], withoutTopics: readonly string[]): Sql {
  if (sent.length === 0)
    return prepared({
      text: `select ${outboxColumns.text} from outbox where topic <> all($1::text[]) order by id limit ${batchRows}`,
      values: [withoutTopics],
    });
  return prepared({
    text: `with moved as (delete from outbox where id = any($2::bigint[]) returning *),
        kept as (insert into fact (${journalled}) select ${journalled} from moved where type <> '${deadLetterType}')
      select ${outboxColumns.text} from outbox where topic <> all($1::text[]) and id <> all($2::bigint[])
      order by id limit ${batchRows}`,
    values: [withoutTopics, sent],
  });
}
