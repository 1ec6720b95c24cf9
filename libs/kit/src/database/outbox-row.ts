/** One fact in the outbox, as the relay sends it. */
export interface OutboxRow {
  /** Order of writing within one key. */
  readonly id: number;
  readonly tenantId: string;
  readonly eventId: string;
  readonly topic: string;
  /** `<tenantId>:<aggregateId>`, or what the recording chose behind the tenant. */
  readonly key: string;
  readonly type: string;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  readonly outletId: string | null;
  readonly occurredAt: Date;
  readonly correlation: string;
  readonly causation: string | null;
  readonly traceparent: string | null;
  /** The fact as JSON text, sent byte for byte. */
  readonly data: string;
}

/** An outbox row before it is written. */
export type NewOutboxRow = Omit<OutboxRow, 'id'>;
