import {
  AuthenticateAsked,
  AuthTokenInvalid,
  EndTold,
  FrameTold,
  NotFound,
  RateLimited,
  ResumeAsked,
  ResyncTold,
  RoomsTold,
  socketLimits,
  SubscribeAsked,
  type ClientEvent,
  type ErrorDefinition,
  type ResumeOutcome,
  type RoomFrame,
  type ServerEvent,
  type SocketHandshake,
  type SocketNamespace,
} from '@chowk/contracts';
import { refusalOf, refuse, type Log, type Principal } from '@chowk/kit';
import type { Socket } from 'socket.io';
import type { z } from 'zod';
import type { Admit, Bearer } from './admit.js';
import { failureOf, parsed } from './failure.js';
import type { FindRoom } from './find-room.js';
import { Pace } from './pace.js';
import { Screen, type Positions, type ScreenParts } from './screen.js';

/** Frames that may wait for a slow connection; it is cut then, and goes on where it was when it is back. */
const longestQueue = 15_000;

export interface SocketParts extends ScreenParts {
  readonly admit: Admit;
  readonly rooms: FindRoom;
  readonly log: Log;
}

export interface Opening {
  readonly socket: Socket;
  readonly namespace: SocketNamespace;
  readonly bearer: Bearer;
  readonly handshake: SocketHandshake;
}

/** Name of the Socket.io room by which the sockets that an id's revocation ends are found on all instances. */
export const sessionRoom = (sessionId: string): string => `session:${sessionId}`;

type BodyOf<Event extends ServerEvent | ClientEvent> = z.output<Event['body']>;

/** How one thing that clients may ask is answered: its body is read by its schema first. */
function answering<Event extends ClientEvent>(
  event: Event,
  answer: (body: BodyOf<Event>) => Promise<z.input<Event['answer']>>,
): readonly [unknown, (body: unknown) => Promise<unknown>] {
  return [event.name, async (body) => answer(parsed<Event['body']>(event.body, body))];
}

/** A screen on a socket: it is told `rooms`, `event`, `resync` and `end`, and may ask `resume`, `subscribe` and `authenticate`. */
export class SocketScreen extends Screen {
  readonly #pace = new Pace();
  readonly #socket: Socket;
  readonly #namespace: SocketNamespace;
  readonly #handshake: SocketHandshake;
  readonly #asks = new Map<unknown, (body: unknown) => Promise<unknown>>([
    answering(ResumeAsked, ({ rooms }) => this.#resume(rooms)),
    answering(SubscribeAsked, ({ room }) => this.#subscribe(room)),
    answering(AuthenticateAsked, ({ token }) => this.#authenticate(token)),
  ]);
  /** Where each room was when it was entered on this connection. */
  readonly #began = new Map<string, number>();
  /** Rooms that wait for `resume`. */
  #held: Map<string, number> | undefined;
  #grace: NodeJS.Timeout | undefined;
  /** Frames that the connection has not taken yet. */
  #waiting = 0;
  /** What a client asks is done one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    { socket, namespace, bearer, handshake }: Opening,
    private readonly own: SocketParts,
  ) {
    super(namespace, bearer, own);
    this.#socket = socket;
    this.#namespace = namespace;
    this.#handshake = handshake;
    void socket.join(bearer.who.revokedBy.map(sessionRoom));
    socket.on('disconnect', () => this.closed());
    socket.conn.on('drain', () => (this.#waiting = 0));
    socket.onAny((name: unknown, ...args: unknown[]) => this.#hear(name, args));
  }

  /** Tells the client its rooms and their newest numbers, then goes on from where the client is, or from there. */
  open(positions: Positions): void {
    this.#tellRooms(positions);
    const { resume } = this.#handshake;
    if (resume === undefined) {
      this.#held = new Map(positions);
      this.#grace = setTimeout(() => this.#release(), socketLimits.resumeGraceMs);
      return;
    }
    const known = Object.entries(resume).filter(([room]) => positions.has(room));
    this.enter(new Map([...positions, ...known])).then(
      (outcomes) => known.forEach(([room]) => this.own.metrics.resumed(this.kind, outcomes.get(room) ?? 'resync')),
      (error: unknown) => this.fail(error),
    );
  }

  /** Goes into the rooms that the token gives now, and out of the others. */
  async refresh(): Promise<void> {
    const positions = await this.own.rooms.positions(this.who, this.#namespace, this.#handshake);
    this.stayIn([...positions.keys()]);
    for (const room of this.#held?.keys() ?? []) if (!positions.has(room)) this.#held?.delete(room);
    const added = new Map([...positions].filter(([room]) => !this.rooms.has(room) && !this.#held?.has(room)));
    if (added.size === 0) return;
    this.#tellRooms(added);
    await this.enter(added);
  }

  override closed(): void {
    clearTimeout(this.#grace);
    super.closed();
  }

  protected show(frame: RoomFrame): void {
    if (++this.#waiting > longestQueue) return void this.#socket.disconnect(true);
    this.#tell(FrameTold, frame);
  }

  restart(room: string, seq: number): void {
    this.#tell(ResyncTold, { room, seq });
  }

  /** The client comes back by itself and goes on where it was. */
  fail(error: unknown): void {
    this.own.log.warn('a screen is cut off, since its rooms cannot be read', { error });
    this.#socket.disconnect(true);
  }

  end(reason: ErrorDefinition): void {
    this.#tell(EndTold, failureOf(refuse(reason)));
    this.#socket.disconnect(true);
  }

  #tellRooms(positions: Positions): void {
    for (const [room, seq] of positions) this.#began.set(room, seq);
    this.#tell(RoomsTold, { rooms: Object.fromEntries(positions) });
  }

  #tell<Event extends ServerEvent>(event: Event, body: BodyOf<Event>): void {
    this.#socket.emit(event.name, body);
  }

  /** Nobody asked to go on from elsewhere: events flow from where the rooms were. */
  #release(): void {
    const held = this.#takeHeld();
    if (held) this.enter(held).catch((error: unknown) => this.fail(error));
  }

  #takeHeld(): Map<string, number> | undefined {
    clearTimeout(this.#grace);
    const held = this.#held;
    this.#held = undefined;
    return held;
  }

  #hear(name: unknown, args: readonly unknown[]): void {
    const last = args.at(-1);
    const acknowledge = (answer: unknown): void => {
      if (typeof last === 'function') last(answer);
    };
    const pace = this.#pace.count();
    if (pace !== 'take') {
      acknowledge(failureOf(refuse(RateLimited)));
      if (pace === 'hang-up') this.end(RateLimited);
      return;
    }
    const body = typeof args[0] === 'function' ? undefined : args[0];
    this.#last = this.#last.then(async () => acknowledge(await this.#answer(name, body)));
  }

  async #answer(name: unknown, body: unknown): Promise<unknown> {
    try {
      const ask = this.#asks.get(name);
      if (!ask) throw refuse(NotFound);
      return { success: true, status: 200, data: await ask(body) };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal.status >= 500) this.own.log.error('a screen could not be answered', { error });
      return failureOf(refusal);
    }
  }

  /** Answers what became of each room once the client has what it missed. */
  async #resume(rooms: Readonly<Record<string, number>>): Promise<{ rooms: Record<string, ResumeOutcome> }> {
    const wanted = Object.entries(rooms);
    if (wanted.some(([room]) => !this.rooms.has(room) && !this.#held?.has(room))) throw refuse(NotFound);
    const held = this.#takeHeld();
    const outcomes = held
      ? await this.enter(new Map([...held, ...wanted]))
      : new Map(
          await Promise.all(wanted.map(async ([room, after]) => [room, await this.#goBack(room, after)] as const)),
        );
    const told = wanted.map(([room]) => [room, outcomes.get(room) ?? 'resync'] as const);
    for (const [, outcome] of told) this.own.metrics.resumed(this.kind, outcome);
    return { rooms: Object.fromEntries(told) };
  }

  /** On a connection that tells already: only while nothing was told, since going back later would tell out of order. */
  async #goBack(room: string, after: number): Promise<ResumeOutcome> {
    const place = this.placeIn(room);
    if (place === after) return 'resumed';
    if (place === this.#began.get(room)) return (await this.enter(new Map([[room, after]]))).get(room) ?? 'resync';
    this.restart(room, place ?? 0);
    return 'resync';
  }

  async #subscribe(asked: string): Promise<{ room: string; seq: number }> {
    const mine = new Set([...this.rooms, ...(this.#held?.keys() ?? [])]);
    const room = await this.own.rooms.among(mine, this.tenantId, asked);
    if (room === undefined) throw refuse(NotFound);
    return { room, seq: this.placeIn(room) ?? this.#held?.get(room) ?? 0 };
  }

  /**
   * Goes on under a new token of the same sign-in, without a cut: nobody else's, so that what ends the one ends the other. Rooms that
   * the new token gives, too, are not left for a moment.
   */
  async #authenticate(token: string): Promise<{ expiresAt: string }> {
    const bearer = await this.own.admit.run(token);
    if (!isSameSignIn(bearer.who, this.who)) throw refuse(AuthTokenInvalid);
    this.renew(bearer);
    await this.refresh();
    return { expiresAt: bearer.expiresAt.toISOString() };
  }
}

function isSameSignIn(one: Principal, other: Principal): boolean {
  const names = ({ id, tenantId, kind, sessionId }: Principal) => [id, tenantId, kind, sessionId].join(' ');
  return names(one) === names(other);
}
