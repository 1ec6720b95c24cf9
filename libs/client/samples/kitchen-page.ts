import { type Chowk, type Feed } from '../src/index.js';

export interface Ticket {
  readonly id: string;
  readonly version: number;
  readonly token: number;
  readonly tableLabel: string | null;
  readonly status: string;
  readonly lines: readonly { readonly name: string; readonly quantity: number }[];
}

/** A kitchen screen: what is still to be cooked or collected, the oldest first. `station` shows one station alone. */
export function kitchenPage(chowk: Chowk, show: (tickets: readonly Ticket[]) => void, station?: string): Feed {
  const narrow = station === undefined ? {} : { station };
  const tickets = new Map<string, Ticket>();
  const isOver = ({ status }: Ticket) => status === 'COLLECTED' || status === 'VOIDED';
  const draw = () => show([...tickets.values()].filter((ticket) => !isOver(ticket)));
  return chowk.follow(
    '/kitchen',
    {
      // At the start, and whenever more was missed than Chowk keeps
      async load() {
        const read = await chowk.all('/kitchen/tickets', { query: narrow });
        tickets.clear();
        for (const ticket of read) tickets.set(ticket.id, ticket);
        draw();
      },
      // An event that is not above the version on the screen was in the list already
      event({ version, data: { ticketId: id, token, tableLabel, status, lines } }) {
        if (version <= (tickets.get(id)?.version ?? 0)) return;
        tickets.set(id, { id, version, token, tableLabel, status, lines });
        draw();
      },
    },
    narrow,
  );
}
