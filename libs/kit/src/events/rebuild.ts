import { runInCall } from '../context/call-context.js';
import type { Database } from '../database/database.js';
import type { EventHandlers } from './event-handlers.js';
import { inCallOf } from './delivery.js';
import { readFromBeginning, type KafkaAddress } from './kafka.transport.js';
import { MessageFault, readEvent, type ReadEvent } from './received-event.js';
import type { WireMessage } from './wire.js';

export interface RebuildReport {
  readonly tenants: number;
  readonly states: number;
  /** Messages that could not be read and were left out. */
  readonly faulty: number;
}

/** The name given to `rebuild` belongs to no copy of this service. */
export class UnknownCopy extends Error {
  override readonly name = 'UnknownCopy';
}

/**
 * Drops a copy of others' state and builds it again from the beginning of its compacted topics, while the service
 * runs: tenant by tenant in one transaction each, so that nobody sees a half-filled copy. What the service's consumer
 * applies in the meantime is read here too and applied last; versions decide. Holds the newest states in memory.
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

  /** Throws {@link UnknownCopy}; rejects when a handler fails: the copy of its tenant then stays as it was. */
  async run(name: string): Promise<RebuildReport> {
    const handlers = this.handlers
      .all()
      .filter((handler) => handler.copy()?.name === name && handler.definition.kind === 'state');
    const tables = handlers[0]?.copy()?.tables;
    if (!tables) throw new UnknownCopy(`No copy is called "${name}"; there are: ${this.names().join(', ') || 'none'}`);

    const newest = new Map<string, Map<string, ReadEvent>>();
    let late: ReadEvent[] | undefined;
    let faulty = 0;
    const keep = (message: WireMessage): void => {
      const handler = handlers.find(({ definition }) => definition.type === message.headers.ce_type);
      if (!handler) return;
      try {
        const read = readEvent(message, handler.definition);
        if (late) late.push(read);
        else keepNewest(newest, `${message.topic} ${message.key}`, read);
      } catch (error) {
        if (!(error instanceof MessageFault)) throw error;
        faulty++;
      }
    };
    const topics = [...new Set(handlers.map(({ definition }) => definition.topic))];
    const reader = readFromBeginning(this.address, topics, keep);
    try {
      await reader.whenCaughtUp;
      late = [];
      for (const [tenantId, states] of newest)
        await this.replaceTenant(tenantId, tables, [...states.values()], handlers);
      await reader.catchUp();
      for (const read of late) await this.apply(read, handlers);
    } finally {
      await reader.close();
    }
    return { tenants: newest.size, states: [...newest.values()].reduce((sum, { size }) => sum + size, 0), faulty };
  }

  private async replaceTenant(
    tenantId: string,
    tables: readonly string[],
    states: readonly ReadEvent[],
    handlers: ReturnType<EventHandlers['all']>,
  ): Promise<void> {
    await runInCall({ tenantId, transaction: undefined }, () =>
      this.database.transaction(async (transaction) => {
        // Names were checked when the copy was declared; row-level security leaves other tenants' rows alone
        for (const table of tables) await transaction.execute({ text: `delete from ${table}`, values: [] });
        for (const { event } of states) await handle(event, handlers);
      }),
    );
  }

  private async apply({ event, traceparent }: ReadEvent, handlers: ReturnType<EventHandlers['all']>): Promise<void> {
    await inCallOf(event, traceparent, () => this.database.transaction(() => handle(event, handlers)));
  }
}

async function handle(event: ReadEvent['event'], handlers: ReturnType<EventHandlers['all']>): Promise<void> {
  for (const handler of handlers) if (handler.definition.type === event.type) await handler.handle(event);
}

function keepNewest(newest: Map<string, Map<string, ReadEvent>>, key: string, read: ReadEvent): void {
  const states = newest.get(read.event.tenantId) ?? new Map<string, ReadEvent>();
  newest.set(read.event.tenantId, states);
  if ((states.get(key)?.event.version ?? -1) <= read.event.version) states.set(key, read);
}
