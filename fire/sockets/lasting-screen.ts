import type { RoomFrame, SocketNamespace } from '@chowk/contracts';
import { io, type Socket } from 'socket.io-client';

/** What a screen heard in a room, and where it began to listen. */
export interface Heard {
  /** Number of the newest event when the screen came in. */
  readonly began: number;
  readonly frames: Pick<RoomFrame, 'seq' | 'id'>[];
}

export interface ScreenWish {
  readonly url: string;
  readonly namespace: SocketNamespace;
  readonly token: string;
  /** Told everything that it hears. */
  readonly hear?: (frame: RoomFrame) => void;
  /** Where it was in each room when it was switched off. */
  readonly last?: Readonly<Record<string, number>>;
}

/** A screen as the guide of the sockets tells to build one: it comes back by itself and says the last number of each room. */
export class LastingScreen {
  readonly rooms = new Map<string, Heard>();
  readonly resyncs: string[] = [];
  /** What was not as promised: a number twice, out of order, or left out. */
  readonly faults: string[] = [];
  connects = 0;
  /** Why the server let it in no more, if it did. */
  refusal: string | undefined;
  readonly name: string;
  private readonly last: Record<string, number>;
  private readonly socket: Socket;
  private readonly hear: (frame: RoomFrame) => void;

  constructor({ url, namespace, token, hear = () => undefined, last = {} }: ScreenWish) {
    this.name = namespace;
    this.last = { ...last };
    this.hear = hear;
    this.socket = io(`${url}${namespace}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 20,
      reconnectionDelayMax: 400,
      auth: (give) => give({ token, resume: this.last }),
    });
    this.socket.on('connect', () => void this.connects++);
    this.socket.on('connect_error', (error) => this.refused(error));
    this.socket.on('rooms', ({ rooms }: { rooms: Record<string, number> }) => this.enter(rooms));
    this.socket.on('event', (frame: RoomFrame) => this.take(frame));
    this.socket.on('resync', ({ room, seq }: { room: string; seq: number }) => this.restart(room, seq));
  }

  get isOpen(): boolean {
    return this.socket.connected;
  }

  /** Number of the last event heard in each room. */
  get positions(): Readonly<Record<string, number>> {
    return { ...this.last };
  }

  /** Number of the last event heard in a room. */
  placeIn(room: string): number {
    return this.last[room] ?? 0;
  }

  close(): void {
    this.socket.disconnect();
  }

  private enter(rooms: Readonly<Record<string, number>>): void {
    for (const [room, seq] of Object.entries(rooms)) {
      this.last[room] ??= seq;
      if (!this.rooms.has(room)) this.rooms.set(room, { began: seq, frames: [] });
    }
  }

  private take(frame: RoomFrame): void {
    const { room, seq, id } = frame;
    const before = this.last[room];
    if (before === undefined) this.faults.push(`${room} ${seq} was told before the room was`);
    else if (seq <= before) this.faults.push(`${room} ${seq} was told after ${before}`);
    else if (seq > before + 1) this.faults.push(`${room} lacks ${before + 1} to ${seq - 1}`);
    this.last[room] = seq;
    this.rooms.get(room)?.frames.push({ seq, id });
    this.hear(frame);
  }

  private restart(room: string, seq: number): void {
    this.resyncs.push(room);
    this.last[room] = seq;
  }

  private refused(error: Error): void {
    const { status, code } = Object(Reflect.get(error, 'data')) as { status?: number; code?: string };
    if (status === undefined) return; // the line, not the server: tried again by itself
    // Socket.io tries again by itself after a cut, not after a refusal
    if (status === 503) setTimeout(() => this.socket.connect(), 200);
    else this.refusal = `${status} ${String(code)}`;
  }
}
