import { z } from 'zod';
import { event } from '../envelope/event.js';
import { businessDate } from '../envelope/shapes.js';

const facts = { topic: 'order' };

export const ticketStatus = z.enum(['QUEUED', 'STARTED', 'READY', 'COLLECTED', 'VOIDED']);
export type TicketStatus = z.output<typeof ticketStatus>;

const ticket = z.object({
  ticketId: z.uuid(),
  orderId: z.uuid(),
  orderNumber: z.string(),
  token: z.number().int(),
  outletId: z.uuid(),
  station: z.string(),
  businessDate,
  tableLabel: z.string().nullable(),
  fulfilment: z.string(),
  /** The ticket that this slip takes lines off; the station strikes them out. */
  voidOf: z.uuid().nullable().optional(),
  status: ticketStatus,
  lines: z.array(
    z.object({
      lineId: z.uuid(),
      name: z.string(),
      quantity: z.number().int(),
      modifiers: z.array(z.string()),
      notes: z.string().nullable(),
    }),
  ),
});

export const TicketQueued = event('ticket.queued.v1', {
  ...facts,
  tells: 'A kitchen station has something to cook.',
  schema: ticket,
});
export const TicketStarted = event('ticket.started.v1', {
  ...facts,
  tells: 'A station began to cook.',
  schema: ticket,
});
export const TicketReady = event('ticket.ready.v1', {
  ...facts,
  tells: 'A station finished its part.',
  schema: ticket,
});
export const TicketCollected = event('ticket.collected.v1', {
  ...facts,
  tells: 'The food left the station.',
  schema: ticket,
});
export const TicketRecalled = event('ticket.recalled.v1', {
  ...facts,
  tells: 'A finished ticket went back to the station.',
  schema: ticket,
});
export const TicketChanged = event('ticket.changed.v1', {
  ...facts,
  tells: 'Lines of a ticket changed before it was ready.',
  schema: ticket,
});
export const TicketVoided = event('ticket.voided.v1', {
  ...facts,
  tells: 'What is on the ticket is not wanted any more.',
  schema: ticket,
});
