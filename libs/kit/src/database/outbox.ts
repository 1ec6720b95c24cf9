import type { EventDefinition } from '@chowk/contracts/envelope';
import { currentTenantId, isRebuilding } from '../context/call-context.js';
import type { Clock } from '../clock/clock.js';
import type { Database } from './database.js';
import { type LooseFact, outboxRowOf } from './facts.js';

/** Records facts that no aggregate records, inside the open transaction. */
export class Outbox {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes the fact to the outbox; it is published when the open transaction commits. Throws outside of a transaction
   * and ZodError when the data does not satisfy the definition. While a copy is rebuilt nothing is told.
   */
  async record<Definition extends EventDefinition>(definition: Definition, fact: LooseFact<Definition>): Promise<void> {
    const open = this.database.openTransaction();
    if (!open) throw new Error('A fact is recorded inside the transaction of what it tells');
    if (isRebuilding()) return;
    const { aggregateId, version, outletId, key } = fact;
    const subject = { tenantId: currentTenantId(), aggregateId, version, outletId };
    const row = outboxRowOf(definition, definition.schema.parse(fact.data), subject, {
      key,
      occurredAt: this.clock.now(),
    });
    await open.writeFacts([row]);
  }
}
