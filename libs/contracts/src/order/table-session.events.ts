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
