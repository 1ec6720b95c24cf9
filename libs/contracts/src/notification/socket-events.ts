import { z } from 'zod';
import type { ErrorDefinition } from '../envelope/error.js';
import {
  AuthSessionEnded,
  AuthTokenExpired,
  AuthTokenInvalid,
  AuthTokenMissing,
  NotFound,
  NotYetAvailable,
  PermissionDenied,
  RateLimited,
  TenantSuspended,
  Unavailable,
  ValidationFailed,
} from '../envelope/errors.js';
import { instant } from '../envelope/shapes.js';
import {
  roomFrame,
  roomName,
  roomNumbers,
  roomSeq,
  socketAuthenticate,
  socketResume,
  socketSubscribe,
} from './notification.api.js';
import { clientEvent, serverEvent, type ClientEvent, type ServerEvent } from './socket-event.js';

const refusal = z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() });
const status = z.number().int();

/** The acknowledgement of what was refused, and the reason of `end`; the status stands beside the error, since there is no HTTP line. */
export const socketFailure = z.object({ success: z.literal(false), status, error: refusal });
export type SocketFailure = z.output<typeof socketFailure>;

/** `data` of the `connect_error` of a refused handshake. */
export const socketRefusal = refusal.extend({ status });
export type SocketRefusal = z.output<typeof socketRefusal>;

/** The acknowledgement of what was done. */
export const socketAnswer = <Data extends z.ZodType>(data: Data) =>
  z.object({ success: z.literal(true), status: z.literal(200), data });

/** What became of a room: all that was missed was told, or it is not kept any more and the snapshot must be loaded anew. */
export const resumeOutcome = z.enum(['resumed', 'resync']);
export type ResumeOutcome = z.output<typeof resumeOutcome>;

const ofToken: readonly ErrorDefinition[] = [AuthTokenInvalid, AuthTokenExpired, AuthSessionEnded, TenantSuspended];
const ofRooms: readonly ErrorDefinition[] = [PermissionDenied, NotFound, NotYetAvailable];
const ofEach: readonly ErrorDefinition[] = [ValidationFailed, RateLimited];

/** What a handshake may be refused with beside INTERNAL. */
export const handshakeRefusals: readonly ErrorDefinition[] = [
  AuthTokenMissing,
  ValidationFailed,
  ...ofToken,
  ...ofRooms,
  Unavailable,
];

export const RoomsTold = serverEvent('rooms', {
  tells:
    'The rooms that the token gives, each with the number of its newest event. Comes first, and again for rooms that are added later.',
  body: z.object({ rooms: roomNumbers }),
});
export const FrameTold = serverEvent('event', {
  tells: 'Something happened. Keep `seq` of the room: it is what `resume` wants.',
  body: roomFrame,
});
export const ResyncTold = serverEvent('resync', {
  tells: 'What was missed in this room is not kept any more: load the snapshot anew; events go on after `seq`.',
  body: z.object({ room: roomName, seq: roomSeq }),
});
export const EndTold = serverEvent('end', {
  tells:
    'The last thing before the connection is closed: the token has expired, the sign-in or the tenant has ended, or too much was asked. Sign in again, or wait.',
  body: socketFailure,
});

export const ResumeAsked = clientEvent('resume', {
  tells:
    'Go on after these numbers. Answered when all that was missed has been told; after events were told on this connection it is answered `resync`.',
  body: socketResume,
  answer: z.object({ rooms: z.record(roomName, resumeOutcome) }),
  refusals: [NotFound, ...ofEach],
});
export const SubscribeAsked = clientEvent('subscribe', {
  tells:
    'Which of the own rooms tells of this: a room, or `order:<order id>`. It opens no room that the token does not.',
  body: socketSubscribe,
  answer: z.object({ room: roomName, seq: roomSeq }),
  refusals: [NotFound, ...ofEach],
});
export const AuthenticateAsked = clientEvent('authenticate', {
  tells: 'Go on under a new access token of the same sign-in, without a cut; another person’s is refused.',
  body: socketAuthenticate,
  answer: z.object({ expiresAt: instant }),
  refusals: [...ofToken, ...ofRooms, ...ofEach],
});

/** Why a server ends a connection by `end`. */
export const endReasons: readonly ErrorDefinition[] = [
  AuthTokenExpired,
  AuthSessionEnded,
  TenantSuspended,
  RateLimited,
];

/** All that a screen is told, in every namespace. */
export const serverEvents: readonly ServerEvent[] = [RoomsTold, FrameTold, ResyncTold, EndTold];
/** All that a screen may ask, in every namespace. */
export const clientEvents: readonly ClientEvent[] = [ResumeAsked, SubscribeAsked, AuthenticateAsked];
