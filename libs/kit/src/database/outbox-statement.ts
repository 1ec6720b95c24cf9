import type { NewOutboxRow } from './outbox-row.js';

const columns: readonly [column: string, type: string, value: (row: NewOutboxRow) => unknown][] = [
  ['tenant_id', 'uuid', (row) => row.tenantId],
  ['event_id', 'uuid', (row) => row.eventId],
  ['topic', 'text', (row) => row.topic],
  ['key', 'text', (row) => row.key],
  ['type', 'text', (row) => row.type],
  ['aggregate_id', 'text', (row) => row.aggregateId],
  ['aggregate_version', 'integer', (row) => row.aggregateVersion],
  ['outlet_id', 'uuid', (row) => row.outletId],
  ['occurred_at', 'timestamptz', (row) => row.occurredAt],
  ['correlation', 'text', (row) => row.correlation],
  ['causation', 'text', (row) => row.causation],
  ['traceparent', 'text', (row) => row.traceparent],
  ['data', 'text', (row) => row.data],
];

const columnList = columns.map(([column]) => column).join(', ');

/** Values of the rows in the order of {@link outboxInsert}'s parameters. */
export function outboxValues(rows: readonly NewOutboxRow[]): unknown[] {
  return rows.flatMap((row) => columns.map(([, , value]) => value(row)));
}

/**
 * `insert into outbox ... returning id` for so many rows, ids in the order of the rows; parameters from
 * `firstParameter` on.
 */
export function outboxInsert(count: number, firstParameter = 1): string {
  const tuples = Array.from({ length: count }, (_, row) => {
    const base = firstParameter + row * columns.length;
    return `(${columns.map(([, type], index) => `$${base + index}::${type}`).join(', ')})`;
  });
  return `insert into outbox (${columnList}) select * from (values ${tuples.join(', ')}) as fact returning id`;
}
