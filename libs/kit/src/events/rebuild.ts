import { currentTenantId, runInCall } from '../context/call-context.js';
import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import type { Transaction } from '../database/transaction.js';
import type { CopyDeclaration } from './copy.js';
import type { EventHandler, EventHandlers } from './event-handlers.js';
import { committedOf, readFromBeginning, topicsCutShort, type KafkaAddress } from './kafka.transport.js';
import { closeGate } from './rebuild-gate.js';
import { ToldFacts, ToldStates, type ToldEvent } from './told.js';

export interface RebuildReport {
  readonly tenants: number;
  /** States or facts that were handled again. */
  readonly events: number;
  /** Messages that could not be read and were left out. */
  readonly faulty: number;
}

/** The name given to `rebuild` belongs to no copy of this service. */
export class UnknownCopy extends Error {
  override readonly name = 'UnknownCopy';
}

/** What the topics still hold is not all that was told: rebuilding would lose what came before. */
export class FactsGone extends Error {
  override readonly name = 'FactsGone';
}

/** Most ids asked for in one statement. */
const askAtOnce = 5000;

/**
 * Drops what this service keeps of others' words and builds it again from the beginning of their topics, while the service
 * runs: tenant by tenant in one transaction each, so that nobody sees a half-filled copy. The tenant's deliveries wait
 * meanwhile, so that it is certain which facts they have handled; exactly those are handled again. Nothing is told by it.
 * Holds the newest states, or all the facts, in memory.
 */
export class Rebuild {
  constructor(
    private readonly address: KafkaAddress,
    private readonly handlers: EventHandlers,
    private readonly database: Database,
  ) {}

  /** Names that can be rebuilt. */
  names(): string[] {
    return [...new Set(this.handlers.all().flatMap((handler) => handler.copy()?.name ?? []))].sort();
  }

  /**
   * Throws {@link UnknownCopy} and {@link FactsGone}; rejects when a handler fails: the copy of its tenant then stays as it
   * was, as do those of the tenants after it.
   */
  async run(name: string): Promise<RebuildReport> {
    const feeds = (handler: EventHandler) =>
      handler.copy()?.name === name && handler.definition.kind === handler.copy()?.fedBy;
    const handlers = this.handlers.all().filter(feeds);
    const copy = handlers[0]?.copy();
    if (!copy) throw new UnknownCopy(`No copy is called "${name}"; there are: ${this.names().join(', ') || 'none'}`);

    const topics = [...new Set(handlers.map(({ definition }) => definition.topic))];
    if (copy.fedBy === 'fact') {
      const gone = await topicsCutShort(this.address, topics);
      if (gone.length > 0) throw new FactsGone(`The first facts of ${gone.join(', ')} are gone from the broker`);
    }
    const told = copy.fedBy === 'fact' ? new ToldFacts(handlers) : new ToldStates(handlers);
    const reader = readFromBeginning(this.address, topics, (message) => told.hear(message));
    let events = 0;
    try {
      await reader.whenCaughtUp;
      for (const tenantId of told.tenants())
        events += await this.replaceTenant(tenantId, copy, handlers, async (transaction) => {
          await reader.catchUp();
          const events = told.of(tenantId);
          return copy.fedBy === 'fact' ? this.handled(events, topics, transaction) : events;
        });
    } finally {
      await reader.close();
    }
    return { tenants: told.tenants().length, events, faulty: told.faulty };
  }

  private replaceTenant(
    tenantId: string,
    { tables, tenantColumn }: CopyDeclaration,
    handlers: readonly EventHandler[],
    toldBefore: (transaction: Transaction) => Promise<readonly ToldEvent[]>,
  ): Promise<number> {
    return runInCall({ tenantId, transaction: undefined, isRebuilding: true }, () =>
      this.database.transaction(async (transaction) => {
        await transaction.query(closeGate(tenantId));
        const told = await toldBefore(transaction);
        // Names were checked when the copy was declared
        for (const table of tables)
          await transaction.execute({ text: `delete from ${table} where ${tenantColumn} = $1`, values: [tenantId] });
        for (const { event } of told)
          for (const handler of handlers) if (handler.definition.type === event.type) await handler.handle(event);
        return told.length;
      }),
    );
  }

  /**
   * Facts that the consumer has behind it: those with a receipt, and those it passed over because nobody listened to them
   * then. Dead letters are neither; they are handled when somebody replays them.
   */
  private async handled(
    facts: readonly ToldEvent[],
    topics: readonly string[],
    transaction: Transaction,
  ): Promise<readonly ToldEvent[]> {
    const { service: consumer } = this.address;
    const tenantId = currentTenantId();
    const known = new Set<string>();
    for (let from = 0; from < facts.length; from += askAtOnce) {
      const ids = facts.slice(from, from + askAtOnce).map(({ event }) => event.id);
      const receipts = await transaction.query<{ id: string }>(sql`
        select event_id as id from inbox
        where tenant_id = ${tenantId} and consumer = ${consumer} and event_id = any(${ids}::uuid[])`);
      for (const { id } of receipts) known.add(id);
    }
    const letters = await transaction.query<{ id: string }>(sql`
      select event_id as id from dead_letter
      where tenant_id = ${tenantId} and consumer = ${consumer} and event_id is not null`);
    const dead = new Set(letters.map(({ id }) => id));
    const committed = await committedOf(this.address, topics);
    return facts.filter(
      ({ event: { id }, place, offset }) => known.has(id) || (!dead.has(id) && offset < (committed.get(place) ?? -1n)),
    );
  }
}
