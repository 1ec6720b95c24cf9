import type { OutboxRow } from '../database/outbox-row.js';
import type { OutgoingMessage } from './wire.js';

/** A row of the outbox or of the journal as the wire wants it: CloudEvents binding in headers, the bare fact as value. */
export function outboxMessage(row: OutboxRow, source: string): OutgoingMessage {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: row.eventId,
    ce_type: row.type,
    ce_source: source,
    ce_time: row.occurredAt.toISOString(),
    ce_subject: row.aggregateId,
    'content-type': 'application/json',
    tenant: row.tenantId,
    version: String(row.aggregateVersion),
    correlation: row.correlation,
  };
  if (row.outletId !== null) headers.outlet = row.outletId;
  if (row.causation !== null) headers.causation = row.causation;
  if (row.traceparent !== null) headers.traceparent = row.traceparent;
  return { topic: row.topic, key: row.key, value: row.data, headers };
}
