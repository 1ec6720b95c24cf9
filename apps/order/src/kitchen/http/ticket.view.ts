import type { TicketView } from '@chowk/contracts';
import { ticketMoves, type Ticket } from '../domain/ticket.js';

/** A kitchen ticket as the station is told it. */
export function ticketView(ticket: Ticket): TicketView {
  const { id, version, orderId, orderNumber, token, outletId, station, businessDate, tableLabel } = ticket;
  const { fulfilment, status, voidOf, lines, history } = ticket;
  return {
    ...{
      id,
      version,
      orderId,
      orderNumber,
      token,
      outletId,
      station,
      businessDate,
      tableLabel,
      fulfilment,
      voidOf,
      status,
    },
    allowedMoves: [...ticketMoves[status]],
    lines: [...lines],
    history: [...history],
    createdAt: ticket.createdAt.toISOString(),
    updatedAt: ticket.updatedAt.toISOString(),
  };
}
