import type { Permission } from '../envelope/permissions.js';
import type { SocketNamespace } from './notification.api.js';

/** What tells rooms apart; a room belongs to one tenant. */
export const roomKinds = {
  customer: { name: 'customer:<customer id>', tells: 'what becomes of the orders of a customer' },
  'table-session': {
    name: 'table-session:<table session id>',
    tells: 'all who sit at a table: its orders, requests and bill',
  },
  floor: { name: 'floor:<outlet id>', tells: 'staff of an outlet: orders, tables, requests, bills, payments' },
  kitchen: { name: 'kitchen:<outlet id>', tells: 'the tickets of all stations of an outlet' },
  station: { name: 'kitchen:<outlet id>:<station>', tells: 'the tickets of one station' },
  managers: { name: 'managers:<outlet id>', tells: 'managers of an outlet: what a person must see has an `alarm`' },
} as const;
export type RoomKind = keyof typeof roomKinds;

export interface ScreenDefinition {
  /** Any of these opens the namespace. */
  readonly permissions: readonly Permission[];
  readonly rooms: readonly RoomKind[];
  readonly tells: string;
}

/** Who may connect where, and which rooms there are. */
export const socketScreens: Readonly<Record<SocketNamespace, ScreenDefinition>> = {
  '/orders': {
    permissions: ['order:read', 'order:read:own'],
    rooms: ['customer', 'table-session', 'floor'],
    tells: 'Orders, tables and bills: to customers and guests their own, to staff those of their outlets.',
  },
  '/kitchen': {
    permissions: ['kitchen:read'],
    rooms: ['kitchen', 'station'],
    tells: 'Tickets of the kitchen, of all stations or of one.',
  },
  '/managers': {
    permissions: ['manager-screen:read'],
    rooms: ['managers'],
    tells: 'All that happens at an outlet, and what somebody should look at now.',
  },
};

/** What a client meets when it goes beyond. */
export const socketLimits = {
  /** Milliseconds that events wait for `resume` when the handshake did not say where to go on. */
  resumeGraceMs: 250,
  /** Hours for which missed events are kept, unless an installation says otherwise (`RESUME_HOURS`). */
  resumeHours: 24,
  /** Events that a room keeps at most. */
  keptPerRoom: 10_000,
  /** Events that a client may send in a second; as many again are refused, then the connection is cut. */
  perSecond: 100,
  /** Bytes of one frame of a client. */
  longestFrame: 100_000,
  /** Milliseconds in which a connection must have entered a namespace. */
  connectTimeoutMs: 4_000,
} as const;
