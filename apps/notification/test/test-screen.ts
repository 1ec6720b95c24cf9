import { roomFrame, type RoomFrame, type SocketNamespace } from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { io, type Socket } from 'socket.io-client';

export interface Ack {
  readonly success: boolean;
  readonly status: number;
  readonly data?: Record<string, unknown>;
  readonly error?: { readonly code: string; readonly details?: unknown };
}

/** What a handshake was refused with. */
export class Refused extends Error {
  constructor(readonly data: { readonly status: number; readonly code: string }) {
    super(`${data.status} ${data.code}`);
  }
}

/** A screen as a frontend has it: keeps all that it is told. */
export class TestScreen {
  readonly frames: RoomFrame[] = [];
  readonly resyncs: { room: string; seq: number }[] = [];
  readonly ends: unknown[] = [];
  rooms: Record<string, number> = {};
  closedBecause: string | undefined;

  private constructor(readonly socket: Socket) {
    socket.on('event', (frame: unknown) => this.frames.push(roomFrame.parse(frame)));
    socket.on('rooms', ({ rooms }: { rooms: Record<string, number> }) => Object.assign(this.rooms, rooms));
    socket.on('resync', (told: { room: string; seq: number }) => this.resyncs.push(told));
    socket.on('end', (reason: unknown) => this.ends.push(reason));
    socket.on('disconnect', (reason) => (this.closedBecause = reason));
  }

  /** Connects and waits for its rooms. Throws {@link Refused} when it is not let in. */
  static async open(url: string, namespace: SocketNamespace, auth: object): Promise<TestScreen> {
    const socket = io(`${url}${namespace}`, { transports: ['websocket'], reconnection: false, forceNew: true, auth });
    const screen = new TestScreen(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('rooms', () => resolve());
      socket.once('connect_error', (error: Error & { data?: Refused['data'] }) => {
        socket.close();
        reject(error.data ? new Refused(error.data) : error);
      });
    });
    return screen;
  }

  ask(event: string, body?: unknown): Promise<Ack> {
    return this.socket.timeout(5_000).emitWithAck(event, body) as Promise<Ack>;
  }

  in(room: string): RoomFrame[] {
    return this.frames.filter((frame) => frame.room === room);
  }

  /** Waits for a frame about an aggregate. */
  told(aggregateId: string, room?: string): Promise<RoomFrame> {
    return eventually(`a frame about ${aggregateId}`, () =>
      this.frames.find((frame) => frame.aggregateId === aggregateId && (room === undefined || frame.room === room)),
    );
  }

  closed(): Promise<string> {
    return eventually('the screen is closed', () => this.closedBecause, { timeout: 6_000 });
  }

  close(): void {
    this.socket.close();
  }
}
