import type { EventData, ToldIn } from './generated/events.js';

/** What a screen connects to. */
export type Namespace = keyof ToldIn;

/** Why managers should look at once. */
export type Alarm = 'DRAWER_DIFFERENCE' | 'PAYMENT_QUARANTINED' | 'STOCK_LOW' | 'STOCK_OUT';

/** An event of one type as a screen is told it. */
export interface EventOf<Type extends keyof EventData> {
  /** `kitchen:<outlet id>`, `customer:<customer id>` ... */
  readonly room: string;
  /** Number in its room: 1, 2, 3, ... without gaps. */
  readonly seq: number;
  /** The same in every room that the event is told in. */
  readonly id: string;
  readonly type: Type;
  /** ISO 8601. */
  readonly at: string;
  readonly aggregateId: string;
  /** Version of the aggregate after the event; not above that of what was read means known already. */
  readonly version: number;
  readonly data: EventData[Type];
  /** In rooms of managers: that a person must look, and why. */
  readonly alarm?: Alarm;
}

/** Any event of a namespace: a `switch` over its `type` knows its `data`. A newer Chowk may tell more types. */
export type RoomEvent<N extends Namespace> = { [Type in ToldIn[N]]: EventOf<Type> }[ToldIn[N]];

/** Number of the newest event of each room. */
export type RoomNumbers = Readonly<Record<string, number>>;

export interface SocketFailure {
  readonly success: false;
  readonly status: number;
  readonly error: { readonly code: string; readonly message: string; readonly details?: unknown };
}
export type Acknowledged<Data> = SocketFailure | { readonly success: true; readonly status: 200; readonly data: Data };

/** What the server says. */
export interface Told<N extends Namespace> {
  rooms: (body: { readonly rooms: RoomNumbers }) => void;
  event: (event: RoomEvent<N>) => void;
  resync: (body: { readonly room: string; readonly seq: number }) => void;
  end: (why: SocketFailure) => void;
}

/** What a client asks. */
export interface Asked {
  subscribe: (
    body: { readonly room: string },
    answer: (answer: Acknowledged<{ readonly room: string; readonly seq: number }>) => void,
  ) => void;
  authenticate: (
    body: { readonly token: string },
    answer: (answer: Acknowledged<{ readonly expiresAt: string }>) => void,
  ) => void;
}
