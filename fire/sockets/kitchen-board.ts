import type { RoomFrame } from '@chowk/contracts';

interface Ticket {
  readonly id: string;
  readonly status: string;
  readonly version: number;
}

/** What a ticket is after an event about it; a change of its lines leaves it where it is. */
const statusAfter: Readonly<Record<string, string>> = {
  'ticket.queued.v1': 'QUEUED',
  'ticket.started.v1': 'STARTED',
  'ticket.recalled.v1': 'STARTED',
  'ticket.ready.v1': 'READY',
  'ticket.collected.v1': 'COLLECTED',
  'ticket.voided.v1': 'VOIDED',
};
const over: readonly string[] = ['COLLECTED', 'VOIDED'];

/** The tickets as a tablet shows them: what it read once, and every event after that which is newer. */
export class KitchenBoard {
  private readonly tickets = new Map<string, { status: string; version: number }>();

  /** Begins anew from what was read. */
  read(tickets: readonly Ticket[]): void {
    this.tickets.clear();
    for (const { id, status, version } of tickets) this.tickets.set(id, { status, version });
  }

  /** Takes an event in; what is known already changes nothing. */
  take({ type, aggregateId, version }: Pick<RoomFrame, 'type' | 'aggregateId' | 'version'>): void {
    const known = this.tickets.get(aggregateId);
    if (known && known.version >= version) return;
    const status = statusAfter[type] ?? known?.status;
    if (status !== undefined) this.tickets.set(aggregateId, { status, version });
  }

  /** What is to be seen on it, sorted: `<ticket> <status> <version>`. */
  shown(): string[] {
    return shownOf([...this.tickets].map(([id, ticket]) => ({ id, ...ticket })));
  }
}

/** The same of tickets as a table has them. */
export function shownOf(tickets: readonly Ticket[]): string[] {
  return tickets
    .filter(({ status }) => !over.includes(status))
    .map(({ id, status, version }) => `${id} ${status} ${version}`)
    .sort();
}
