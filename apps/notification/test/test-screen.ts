import {
  clientEvents,
  EndTold,
  FrameTold,
  ResyncTold,
  RoomsTold,
  socketAnswer,
  socketFailure,
  socketRefusal,
  type RoomFrame,
  type ServerEvent,
  type SocketFailure,
  type SocketNamespace,
  type SocketRefusal,
} from '@chowk/contracts';
import { eventually } from '@chowk/testing';
import { io, type Socket } from 'socket.io-client';
import { expect } from 'vitest';
import { z } from 'zod';

export interface Ack {
  readonly success: boolean;
  readonly status: number;
  readonly data?: Record<string, unknown>;
  readonly error?: { readonly code: string; readonly details?: unknown };
}

/** The value by its declaration. Fails when there is anything in it that is not declared: the documents are made of that. */
function declared<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const read = schema.parse(value);
  expect(value).toEqual(read);
  return read;
}

/** What a handshake was refused with. */
export class Refused extends Error {
  constructor(readonly data: SocketRefusal) {
    super(`${data.status} ${data.code}`);
  }
}

/** A screen as a frontend has it: keeps all that it is told. */
export class TestScreen {
  readonly frames: RoomFrame[] = [];
  readonly resyncs: { room: string; seq: number }[] = [];
  readonly ends: SocketFailure[] = [];
  rooms: Record<string, number> = {};
  closedBecause: string | undefined;

  private constructor(readonly socket: Socket) {
    const hear = <Event extends ServerEvent>({ name, body }: Event, told: (body: z.output<Event['body']>) => void) =>
      socket.on(name, (value: unknown) => told(declared<Event['body']>(body, value)));
    hear(FrameTold, (frame) => this.frames.push(frame));
    hear(RoomsTold, ({ rooms }) => Object.assign(this.rooms, rooms));
    hear(ResyncTold, (told) => this.resyncs.push(told));
    hear(EndTold, (reason) => this.ends.push(reason));
    socket.on('disconnect', (reason) => (this.closedBecause = reason));
  }

  /** Connects and waits for its rooms. Throws {@link Refused} when it is not let in. */
  static async open(url: string, namespace: SocketNamespace, auth: object): Promise<TestScreen> {
    const socket = io(`${url}${namespace}`, { transports: ['websocket'], reconnection: false, forceNew: true, auth });
    const screen = new TestScreen(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('rooms', () => resolve());
      socket.once('connect_error', (error: Error & { data?: unknown }) => {
        socket.close();
        reject(error.data ? new Refused(declared(socketRefusal, error.data)) : error);
      });
    });
    return screen;
  }

  async ask(event: string, body?: unknown): Promise<Ack> {
    const ack = (await this.socket.timeout(5_000).emitWithAck(event, body)) as Ack;
    const data = clientEvents.find(({ name }) => name === event)?.answer ?? z.never();
    declared(ack.success ? socketAnswer(data) : socketFailure, ack);
    return ack;
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
