import { z } from 'zod';
import { businessDate, id, instant, text } from '../envelope/shapes.js';
import { requestKind } from './table-session.events.js';

/** Digits that people at a table tell each other, where the business asks for them. */
const tablePin = z.string().regex(/^[0-9]{4}$/, 'four digits');

export const openSessionBody = z
  .strictObject({
    covers: z.number().int().min(1).max(100).optional(),
    /** Kept by the phone: with the same one it is the same guest again. Made here when it is left out. */
    deviceId: id.optional(),
    pin: tablePin.optional(),
  })
  .prefault({});
export type OpenSessionBody = z.output<typeof openSessionBody>;

const sessionStatus = z.enum(['OPEN', 'CLOSED']);

/** Filters of GET /sessions, beside limit, cursor and count. */
export const sessionFilters = {
  status: sessionStatus.optional(),
  outlet: id.optional(),
  table: id.optional(),
  date: businessDate.optional(),
};

export const tableSessionView = z.object({
  id,
  version: z.number().int(),
  tableId: id,
  tableLabel: z.string(),
  outletId: id,
  businessDate,
  status: sessionStatus,
  covers: z.number().int().nullable(),
  /** The bill its next order goes to. */
  billId: id,
  /** People at the table without an account, in the order in which they joined. */
  guests: z.array(z.object({ guestId: id, joinedAt: instant })),
  /** Since when orders of its people wait for nobody's approval; null: where the business approves first orders, they do. */
  approvedAt: instant.nullable(),
  /** Told to staff alone; null where the table is joined without one. */
  pin: tablePin.nullable(),
  openedAt: instant,
  closedAt: instant.nullable(),
});
export type TableSessionView = z.output<typeof tableSessionView>;

/** Who sat down at a table: with a guest's token for everybody who did not sign in. */
export const joinedSessionView = tableSessionView.extend({
  guest: z
    .object({
      guestId: id,
      /** To be kept by the phone and sent when the code is scanned again. */
      deviceId: id,
      /** Good until the table's session is closed, at the longest for `expiresIn` seconds. */
      accessToken: z.string(),
      expiresIn: z.number().int(),
    })
    .nullable(),
});
export type JoinedSessionView = z.output<typeof joinedSessionView>;

/** A signed-in customer says which guest of the table they have been so far. */
export const attachCustomerBody = z.strictObject({ guestToken: z.string().min(1).max(4_096) });
export type AttachCustomerBody = z.output<typeof attachCustomerBody>;

export const tableRequestBody = z.strictObject({ kind: requestKind, note: text(200).optional() });
export type TableRequestBody = z.output<typeof tableRequestBody>;

const requestStatus = z.enum(['OPEN', 'DONE']);

/** Filters of GET /sessions/:id/requests, beside limit, cursor and count. */
export const tableRequestFilters = { status: requestStatus.optional() };

export const attendRequestBody = z.strictObject({ status: z.literal('DONE') });
export type AttendRequestBody = z.output<typeof attendRequestBody>;

/** Something the people at a table want. */
export const tableRequestView = z.object({
  id,
  tableSessionId: id,
  tableLabel: z.string(),
  kind: requestKind,
  note: z.string().nullable(),
  status: requestStatus,
  askedAt: instant,
  attendedAt: instant.nullable(),
});
export type TableRequestView = z.output<typeof tableRequestView>;
