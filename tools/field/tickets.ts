import { patiently, type Person } from './people.ts';

/** A ticket as the kitchen's board lists it. */
export interface BoardTicket {
  readonly id: string;
  readonly orderId: string;
  readonly status: string;
  readonly version: number;
}

/** All open tickets that somebody of the kitchen sees, page by page: scripts that share a stack leave hundreds of them behind. */
export async function openTickets(cook: Person, outletId: string): Promise<BoardTicket[]> {
  const all: BoardTicket[] = [];
  for (let cursor = ''; ;) {
    const page = await patiently(() => cook.get(`/kitchen/tickets?outlet=${outletId}&limit=100${cursor}`));
    all.push(...(page.data as BoardTicket[]));
    const next = page.at('meta.nextCursor');
    if (typeof next !== 'string') return all;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
}
