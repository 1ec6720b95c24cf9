import { ticketView, type TicketView } from '@chowk/contracts';
import type { Person } from './restaurant.js';

/** The tickets of an order that still concern the kitchen, however much else it has to do. */
export async function ticketsOf(cook: Person, orderId: string): Promise<TicketView[]> {
  const board = await boardOf(cook);
  return board.filter((ticket) => ticket.orderId === orderId);
}

/** Everything on the board of somebody in the kitchen, the oldest first. */
export async function boardOf(cook: Person): Promise<TicketView[]> {
  const board: TicketView[] = [];
  let cursor = '';
  do {
    const page = await cook.get(`/kitchen/tickets?limit=100${cursor}`);
    board.push(...page.data(ticketView.array()));
    const next = page.at('meta.nextCursor');
    cursor = typeof next === 'string' ? `&cursor=${next}` : '';
  } while (cursor !== '');
  return board;
}

/** Cooks all of an order; answers its tickets. */
export async function cookAll(cook: Person, orderId: string): Promise<TicketView[]> {
  const tickets = await ticketsOf(cook, orderId);
  for (const { id } of tickets)
    for (const status of ['STARTED', 'READY'])
      (await cook.patch(`/kitchen/tickets/${id}`, { status })).data(ticketView);
  return tickets;
}
