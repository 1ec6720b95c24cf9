import { z } from 'zod';
import { event } from '../envelope/event.js';
import { businessDate } from '../envelope/shapes.js';

const facts = { topic: 'order' };
const seating = z.object({
  tableSessionId: z.uuid(),
  tableId: z.uuid(),
  tableLabel: z.string(),
  outletId: z.uuid(),
  businessDate,
});

export const TableSessionOpened = event('table-session.opened.v1', {
  ...facts,
  tells: 'People sat down at a table.',
  schema: seating,
});
export const TableSessionClosed = event('table-session.closed.v1', {
  ...facts,
  tells: 'A table is free again.',
  schema: seating,
});

export const TableSessionJoined = event('table-session.joined.v1', {
  ...facts,
  tells: 'Somebody joined the people at a table, or a guest of it became known as a customer.',
  schema: seating.extend({ guestId: z.uuid().nullable(), customerId: z.uuid().nullable() }),
});
export const TableSessionApproved = event('table-session.approved.v1', {
  ...facts,
  tells: 'Staff saw the people at the table: their orders need no further approval.',
  schema: seating.extend({ by: z.string() }),
});

/** What people at a table may ask for. */
export const requestKind = z.enum(['WAITER', 'BILL', 'WATER', 'OTHER']);
export type RequestKind = z.output<typeof requestKind>;

const request = seating.extend({
  requestId: z.uuid(),
  kind: requestKind,
  note: z.string().nullable(),
});
export const TableSessionRequested = event('table-session.requested.v1', {
  ...facts,
  tells: 'The people at a table want something: the waiter, their bill.',
  schema: request,
});
export const TableSessionAttended = event('table-session.attended.v1', {
  ...facts,
  tells: 'Somebody looked after what a table wanted.',
  schema: request.extend({ by: z.string() }),
});
