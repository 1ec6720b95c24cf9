import { z } from 'zod';
import { instant } from '../envelope/shapes.js';

/** What a screen connects to; each needs a permission of its own. */
export const socketNamespaces = ['/orders', '/kitchen', '/managers'] as const;
export const socketNamespace = z.enum(socketNamespaces);
export type SocketNamespace = z.output<typeof socketNamespace>;

export const roomName = z.string().min(1).max(200);
/** Number of an event in its room: 1, 2, 3, ... without gaps; 0 says that nothing was told there yet. */
export const roomSeq = z.number().int().min(0);
/** The number of the newest event in each room. */
export const roomNumbers = z.record(roomName, roomSeq);
/** Last numbers that a client has, by room. */
const positions = roomNumbers.refine((rooms) => Object.keys(rooms).length <= 200, 'at most 200 rooms');

/** What a client says in the handshake (`auth`). Outlet and station narrow what the token gives; they never widen it. */
export const socketHandshake = z.strictObject({
  token: z.string().min(1),
  outlet: z.uuid().optional(),
  station: z.string().min(1).max(60).optional(),
  /** Where to go on; `{}` says that there is nothing to go on from. Without it events wait a moment for `resume`. */
  resume: positions.optional(),
});
export type SocketHandshake = z.output<typeof socketHandshake>;

/** Body of `resume`. */
export const socketResume = z.strictObject({ rooms: positions });
/** Body of `subscribe`. */
export const socketSubscribe = z.strictObject({ room: roomName });
/** Body of `authenticate`. */
export const socketAuthenticate = z.strictObject({ token: z.string().min(1) });

/** Why managers should look at once. */
export const alarm = z.enum(['DRAWER_DIFFERENCE', 'PAYMENT_QUARANTINED', 'STOCK_LOW', 'STOCK_OUT']);
export type Alarm = z.output<typeof alarm>;

/** What every screen is told, as `event` of a socket or of a `text/event-stream`. Data are those of the event. */
export const roomFrame = z.object({
  room: roomName,
  seq: roomSeq,
  /** Id of the event: the same in every room it is told in. */
  id: z.uuid(),
  type: z.string(),
  at: instant,
  aggregateId: z.string(),
  /** Version of the aggregate after the event; older than a snapshot's means known already. */
  version: z.number().int(),
  data: z.record(z.string(), z.unknown()),
  /** In rooms of managers: that a person must look, and why. */
  alarm: alarm.optional(),
});
export type RoomFrame = z.output<typeof roomFrame>;

/** GET /notifications/subscribe: where to connect, and which rooms the caller is put into. */
export const subscription = z.object({
  path: z.string(),
  transports: z.array(z.enum(['websocket'])),
  namespaces: z.array(
    z.object({ namespace: socketNamespace, rooms: z.array(z.object({ room: roomName, seq: roomSeq })) }),
  ),
  /** The same events as `text/event-stream`: this call with `Accept: text/event-stream`. */
  stream: z.string(),
  /** Hours for which missed events are kept. */
  resumeHours: z.number().int(),
});
export type Subscription = z.output<typeof subscription>;

/** Narrows what a stream shows; it never widens what the token gives. */
export const streamNarrowing = z.strictObject({
  outlet: z.uuid().optional(),
  station: z.string().min(1).max(60).optional(),
});
export type StreamNarrowing = z.output<typeof streamNarrowing>;

/** POST /notifications/stream-tickets: opens one stream in a browser, which cannot send headers there. */
export const streamTicketAnswer = z.object({
  ticket: z.string(),
  expiresAt: instant,
  /** Where it is good, once: `GET` with `Accept: text/event-stream`. */
  stream: z.string(),
});
export type StreamTicketAnswer = z.output<typeof streamTicketAnswer>;
