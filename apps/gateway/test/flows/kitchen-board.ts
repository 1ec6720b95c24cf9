import type { TicketStatus, TicketView } from '@chowk/contracts';
import type { ScreenEvent } from './kitchen-screen.js';

/** What a ticket is after an event about it; a change of its lines leaves it where it is. */
const statusAfter: Readonly<Record<string, TicketStatus>> = {
  'ticket.queued.v1': 'QUEUED',
  'ticket.started.v1': 'STARTED',
  'ticket.recalled.v1': 'STARTED',
  'ticket.ready.v1': 'READY',
  'ticket.collected.v1': 'COLLECTED',
  'ticket.voided.v1': 'VOIDED',
};
const isOver = (status: TicketStatus) => status === 'COLLECTED' || status === 'VOIDED';

/** The tickets as a tablet shows them: what it read once, and every event after that which is newer. */
export class KitchenBoard {
  private readonly tickets = new Map<string, { status: TicketStatus; version: number }>();

  constructor(read: readonly TicketView[]) {
    for (const { id, status, version } of read) this.tickets.set(id, { status, version });
  }

  /** Takes in what the screen was told; what is known already changes nothing. */
  take(events: readonly ScreenEvent[]): this {
    for (const { type, aggregateId, version } of events) {
      const known = this.tickets.get(aggregateId);
      if (known && known.version >= version) continue;
      const status = statusAfter[type] ?? known?.status;
      if (status) this.tickets.set(aggregateId, { status, version });
    }
    return this;
  }

  /** What is to be seen on it: `<ticket> <status> <version>`, sorted. */
  shown(): string[] {
    return [...this.tickets]
      .filter(([, { status }]) => !isOver(status))
      .map(([id, { status, version }]) => `${id} ${status} ${version}`)
      .sort();
  }
}
