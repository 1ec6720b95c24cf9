import type { EventHandler } from './event-handlers.js';
import { MessageFault, readEvent, type ReadEvent } from './received-event.js';
import type { WireMessage } from './wire.js';

/** An event that was read again, and where it stands. */
export interface ToldEvent {
  readonly event: ReadEvent['event'];
  /** `topic/partition`. */
  readonly place: string;
  readonly offset: bigint;
}

/** What was read of topics for a rebuild, by tenant. */
export abstract class Told {
  faulty = 0;

  constructor(private readonly handlers: readonly EventHandler[]) {}

  /** Takes the next message of a topic; types that nobody of these handlers listens to are passed over. */
  hear(message: WireMessage): void {
    const handler = this.handlers.find(({ definition }) => definition.type === message.headers.ce_type);
    if (!handler) return;
    try {
      const { event } = readEvent(message, handler.definition);
      const place = `${message.topic}/${message.partition}`;
      this.keep({ event, place, offset: BigInt(message.offset) });
    } catch (error) {
      if (!(error instanceof MessageFault)) throw error;
      this.faulty++;
    }
  }

  abstract tenants(): string[];

  /** In the order in which they are to be handled. */
  abstract of(tenantId: string): readonly ToldEvent[];

  protected abstract keep(told: ToldEvent): void;
}

/** Only the newest state of each thing counts. */
export class ToldStates extends Told {
  private readonly newest = new Map<string, Map<string, ToldEvent>>();

  tenants(): string[] {
    return [...this.newest.keys()];
  }

  of(tenantId: string): readonly ToldEvent[] {
    return [...(this.newest.get(tenantId)?.values() ?? [])];
  }

  protected keep(told: ToldEvent): void {
    const { tenantId, type, aggregateId, version } = told.event;
    const states = this.newest.get(tenantId) ?? new Map<string, ToldEvent>();
    this.newest.set(tenantId, states);
    const thing = `${type} ${aggregateId}`;
    if ((states.get(thing)?.event.version ?? -1) <= version) states.set(thing, told);
  }
}

/** Every fact once, in the order of its partition; those of several partitions as they happened. */
export class ToldFacts extends Told {
  private readonly facts = new Map<string, Map<string, Map<string, ToldEvent>>>();

  tenants(): string[] {
    return [...this.facts.keys()];
  }

  of(tenantId: string): readonly ToldEvent[] {
    const partitions = [...(this.facts.get(tenantId)?.values() ?? [])].map((facts) => [...facts.values()].reverse());
    const merged: ToldEvent[] = [];
    for (;;) {
      let earliest: ToldEvent[] | undefined;
      for (const partition of partitions) if (timeOfLast(partition) < timeOfLast(earliest)) earliest = partition;
      const next = earliest?.pop();
      if (!next) return merged;
      merged.push(next);
    }
  }

  protected keep(told: ToldEvent): void {
    const { tenantId, id } = told.event;
    const ofTenant = this.facts.get(tenantId) ?? new Map<string, Map<string, ToldEvent>>();
    this.facts.set(tenantId, ofTenant);
    const facts = ofTenant.get(told.place) ?? new Map<string, ToldEvent>();
    ofTenant.set(told.place, facts);
    // Told twice, or another body under its id: the first was handled
    if (!facts.has(id)) facts.set(id, told);
  }
}

function timeOfLast(facts: readonly ToldEvent[] | undefined): number {
  return facts?.at(-1)?.event.time.getTime() ?? Number.POSITIVE_INFINITY;
}
