import { randomUUID } from 'node:crypto';
import { Server, type Socket } from 'socket.io';
import type { FakeGateway } from './fake-gateway.js';
import type { FakeSignIns } from './fake-sign-ins.js';

export interface Frame {
  readonly room: string;
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly aggregateId: string;
  readonly version: number;
  readonly data: unknown;
}

type Fact = Pick<Frame, 'type' | 'aggregateId' | 'version' | 'data'>;
export interface Refused {
  readonly status: number;
  readonly code: string;
}

/** Rooms as the notification service keeps them: numbered frames, resume by number, `resync` for what is not kept any more. */
export class FakeRooms {
  /** What each handshake said. */
  readonly handshakes: Record<string, unknown>[] = [];
  /** Tokens that were brought by `authenticate`. */
  readonly authenticated: unknown[] = [];
  /** Handshakes are refused so, one after the other. */
  readonly refusals: Refused[] = [];
  #isDown = false;
  readonly #io: Server;
  readonly #frames = new Map<string, Frame[]>();
  readonly #last = new Map<string, number>();

  constructor(
    gateway: FakeGateway,
    private readonly signIns: FakeSignIns,
    private readonly namespaces: Readonly<Record<string, string[]>>,
  ) {
    this.#io = new Server(gateway.server, { transports: ['websocket'], pingInterval: 10_000 });
    for (const [name, rooms] of Object.entries(namespaces)) this.#serve(name, rooms);
  }

  get open(): Socket[] {
    return Object.keys(this.namespaces).flatMap((name) => [...this.#io.of(name).sockets.values()]);
  }

  /** Tells an event in rooms; who is away misses it. With `twice` every screen hears each frame two times. */
  tell(fact: Fact, rooms: readonly string[], { twice = false } = {}): void {
    const [id, at] = [randomUUID(), new Date().toISOString()];
    for (const room of rooms) {
      const seq = (this.#last.get(room) ?? 0) + 1;
      const frame = { room, seq, id, at, ...fact };
      this.#last.set(room, seq);
      this.#frames.set(room, [...(this.#frames.get(room) ?? []), frame]);
      for (const socket of this.open)
        if (socket.data.rooms?.has(room)) for (let i = twice ? 2 : 1; i > 0; i -= 1) socket.emit('event', frame);
    }
  }

  /** Nothing that was told is kept any more. */
  forget(): void {
    this.#frames.clear();
  }

  /** The lines break, and nobody is let in before {@link mend}. */
  cut(): void {
    this.#isDown = true;
    for (const socket of this.open) socket.conn.close(true);
  }

  /** The server hangs up without a word, and lets nobody in before {@link mend}. */
  hangUp(): void {
    this.#isDown = true;
    for (const socket of this.open) socket.disconnect(true);
  }

  mend(): void {
    this.#isDown = false;
  }

  /** The server says why it hangs up. */
  end(status: number, code: string): void {
    for (const socket of this.open) {
      socket.emit('end', { success: false, status, error: { code, message: code } });
      socket.disconnect(true);
    }
  }

  /** Another room is the caller's, too. */
  add(namespace: string, room: string): void {
    this.namespaces[namespace]?.push(room);
    for (const socket of this.#io.of(namespace).sockets.values()) {
      socket.data.rooms.add(room);
      socket.emit('rooms', { rooms: { [room]: this.#last.get(room) ?? 0 } });
    }
  }

  async close(): Promise<void> {
    await this.#io.close();
  }

  #serve(name: string, rooms: string[]): void {
    const namespace = this.#io.of(name);
    namespace.use((socket, next) => {
      if (this.#isDown) return next(refusal({ status: 503, code: 'UNAVAILABLE' }));
      const auth: Record<string, unknown> = socket.handshake.auth;
      this.handshakes.push(auth);
      const refused =
        this.refusals.shift() ??
        (this.signIns.isGood(auth['token']) ? undefined : { status: 401, code: 'AUTH_TOKEN_EXPIRED' });
      next(refused ? refusal(refused) : undefined);
    });
    namespace.on('connection', (socket) => this.#enter(socket, rooms));
  }

  #enter(socket: Socket, rooms: string[]): void {
    const resume: Record<string, number> = socket.handshake.auth['resume'] ?? {};
    socket.emit('rooms', { rooms: Object.fromEntries(rooms.map((room) => [room, this.#last.get(room) ?? 0])) });
    for (const room of rooms) {
      const [last, kept] = [this.#last.get(room) ?? 0, this.#frames.get(room) ?? []];
      const after = resume[room] ?? last;
      const first = kept[0]?.seq ?? last + 1;
      if (after > last || after < first - 1) socket.emit('resync', { room, seq: last });
      else for (const frame of kept) if (frame.seq > after) socket.emit('event', frame);
    }
    socket.data.rooms = new Set(rooms);
    socket.on('subscribe', ({ room }: { room: string }, answer: (answer: unknown) => void) =>
      answer(
        rooms.includes(room)
          ? { success: true, status: 200, data: { room, seq: this.#last.get(room) ?? 0 } }
          : { success: false, status: 404, error: { code: 'NOT_FOUND', message: 'There is no such thing.' } },
      ),
    );
    socket.on('authenticate', ({ token }: { token: string }, answer: (answer: unknown) => void) => {
      this.authenticated.push(token);
      answer({ success: true, status: 200, data: { expiresAt: new Date().toISOString() } });
    });
  }
}

function refusal(refused: Refused): Error {
  return Object.assign(new Error(refused.code), { data: { ...refused, message: refused.code } });
}
