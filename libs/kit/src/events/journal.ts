import { currentTenantId } from '../context/call-context.js';
import type { Database } from '../database/database.js';
import type { OutboxRow } from '../database/outbox-row.js';
import { sql } from '../database/sql.js';
import { outboxMessage } from './outbox-message.js';
import { batchRows, outboxColumns } from './outbox-queries.js';
import type { Sender } from './relay.js';
import { inBatches } from './wire.js';

/** A range of the journal, both ends included. */
export interface FactRange {
  readonly from: Date;
  readonly to: Date;
  /** Only this topic. */
  readonly topic?: string;
}

/** The facts this service has told, for ever: what happened, in order of writing. Facts not told yet are in the outbox. */
export class Journal {
  constructor(
    private readonly database: Database,
    private readonly sender: Sender,
    private readonly service: string,
  ) {}

  /** Facts about one thing of the current tenant, oldest first. */
  ofAggregate(aggregateId: string): Promise<OutboxRow[]> {
    return this.database.query(
      sql`select ${outboxColumns} from fact where tenant_id = ${currentTenantId()} and aggregate_id = ${aggregateId} order by id`,
    );
  }

  /** Facts that one person's act led to in this service, oldest first. */
  ofCorrelation(correlationId: string): Promise<OutboxRow[]> {
    return this.database.query(
      sql`select ${outboxColumns} from fact where tenant_id = ${currentTenantId()} and correlation = ${correlationId} order by id`,
    );
  }

  /**
   * Tells a range of facts again, in order, with their first ids: whoever has handled one skips it. Returns how many
   * were sent. Rejects with SendFailure; what was sent before stays sent.
   */
  async republish({ from, to, topic }: FactRange): Promise<number> {
    let last = 0;
    let count = 0;
    for (;;) {
      const rows = await this.database.worker.query<OutboxRow>(sql`select ${outboxColumns} from fact
        where id > ${last} and occurred_at between ${from} and ${to} and (${topic ?? null}::text is null or topic = ${topic ?? null})
        order by id limit ${batchRows}`);
      for (const batch of inBatches(rows.map((row) => outboxMessage(row, this.service)))) await this.sender.send(batch);
      count += rows.length;
      last = rows.at(-1)?.id ?? last;
      if (rows.length < batchRows) return count;
    }
  }
}
