import {
  EndTold,
  FrameTold,
  ResyncTold,
  RoomsTold,
  type ErrorDefinition,
  type RoomFrame,
  type ServerEvent,
  type SocketNamespace,
} from '@chowk/contracts';
import { encodeCursor, EventStream, refuse, type Log } from '@chowk/kit';
import type { ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { Bearer } from './admit.js';
import { failureOf } from './failure.js';
import type { FindRoom } from './find-room.js';
import { Screen, type Positions, type ScreenParts } from './screen.js';
import type { Narrowing } from '../use-cases/choose-rooms.js';

/** Proxies cut a silent stream. */
const heartbeatMs = 15_000;
/** Bytes that may wait for a slow reader. */
const longestQueue = 4_000_000;

export interface StreamParts extends ScreenParts {
  readonly rooms: FindRoom;
  readonly log: Log;
}

/**
 * The same events as `text/event-stream`. The id of each says where the stream is in all its rooms, so that
 * `Last-Event-ID` is all that a reader needs to go on.
 */
export class StreamScreen extends Screen {
  readonly #positions = new Map<string, number>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #stream: EventStream;

  constructor(
    response: ServerResponse,
    private readonly namespaces: readonly SocketNamespace[],
    private readonly wish: Narrowing,
    bearer: Bearer,
    private readonly own: StreamParts,
  ) {
    super('stream', bearer, own);
    this.#stream = new EventStream(response, longestQueue);
    this.#heartbeat = setInterval(() => this.#stream.beat(), heartbeatMs);
    response.once('close', () => this.closed());
  }

  /** Begins the answer, then goes on after `known` where it names a room, else from the newest. */
  async open(positions: Positions, known: Positions): Promise<void> {
    this.#stream.begin();
    const from = new Map([...positions].map(([room, seq]) => [room, known.get(room) ?? seq]));
    for (const [room, seq] of from) this.#positions.set(room, seq);
    this.#tell(RoomsTold, { rooms: Object.fromEntries(positions) });
    await this.enter(from);
  }

  /** Goes into the rooms that the token gives now, and out of the others. */
  async refresh(): Promise<void> {
    const all = await Promise.all(
      this.namespaces.map((namespace) => this.own.rooms.positions(this.who, namespace, this.wish)),
    );
    const positions = new Map(all.flatMap((found) => [...found]));
    this.stayIn([...positions.keys()]);
    const added = new Map([...positions].filter(([room]) => !this.rooms.has(room)));
    if (added.size === 0) return;
    for (const [room, seq] of added) this.#positions.set(room, seq);
    this.#tell(RoomsTold, { rooms: Object.fromEntries(added) });
    await this.enter(added);
  }

  override closed(): void {
    clearInterval(this.#heartbeat);
    super.closed();
  }

  protected show(frame: RoomFrame): void {
    this.#positions.set(frame.room, frame.seq);
    this.#tell(FrameTold, frame);
  }

  restart(room: string, seq: number): void {
    this.#positions.set(room, seq);
    this.#tell(ResyncTold, { room, seq });
  }

  fail(error: unknown): void {
    this.own.log.warn('a stream is cut off, since its rooms cannot be read', { error });
    this.#stream.end();
  }

  end(reason: ErrorDefinition): void {
    this.#tell(EndTold, failureOf(refuse(reason)));
    this.#stream.end();
  }

  #tell<Event extends ServerEvent>({ name: event }: Event, data: z.output<Event['body']>): void {
    const id = encodeCursor(Object.fromEntries(this.#positions));
    this.#stream.tell({ id, event, data: JSON.stringify(data) });
  }
}
