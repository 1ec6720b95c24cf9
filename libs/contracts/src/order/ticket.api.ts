import { z } from 'zod';
import { businessDate, id, instant } from '../envelope/shapes.js';
import { ticketStatus } from './ticket.events.js';

/** Filters of GET /kitchen/tickets; without `status`: all that still concern the kitchen (QUEUED, STARTED, READY). */
export const ticketFilters = {
  outlet: id.optional(),
  station: z.string().min(1).max(40).optional(),
  status: ticketStatus.optional(),
};

export const moveTicketBody = z.strictObject({ status: ticketStatus });
export type MoveTicketBody = z.output<typeof moveTicketBody>;

export const ticketView = z.object({
  id,
  version: z.number().int(),
  orderId: id,
  orderNumber: z.string(),
  token: z.number().int(),
  outletId: id,
  station: z.string(),
  businessDate,
  tableLabel: z.string().nullable(),
  fulfilment: z.string(),
  /** The ticket that this slip strikes lines off; null for what is to be cooked. */
  voidOf: id.nullable(),
  status: ticketStatus,
  allowedMoves: z.array(ticketStatus),
  lines: z.array(
    z.object({
      lineId: id,
      name: z.string(),
      quantity: z.number().int(),
      modifiers: z.array(z.string()),
      notes: z.string().nullable(),
    }),
  ),
  history: z.array(z.object({ status: ticketStatus, at: instant, by: z.string() })),
  createdAt: instant,
  updatedAt: instant,
});
export type TicketView = z.output<typeof ticketView>;
