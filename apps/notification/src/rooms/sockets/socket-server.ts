import {
  AuthTokenMissing,
  socketHandshake,
  socketLimits,
  socketNamespaces,
  type SocketHandshake,
  type SocketNamespace,
} from '@chowk/contracts';
import { Clock, kitConfig, Log, refusalOf, refuse, type KitConfig } from '@chowk/kit';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { Server, type Socket } from 'socket.io';
import { Admit, type Bearer } from './admit.js';
import { connectError, parsed } from './failure.js';
import { FindRoom } from './find-room.js';
import { OpenScreens } from './open-screens.js';
import { RoomFeeds } from './room-feeds.js';
import type { Positions } from './screen.js';
import { SocketMetrics } from './socket-metrics.js';
import { SocketScreen, sessionRoom } from './socket-screen.js';

export const socketPath = '/socket.io';

interface Admitted {
  readonly bearer: Bearer;
  readonly handshake: SocketHandshake;
  readonly positions: Positions;
}

/**
 * Socket.io on the service's own HTTP server. Frames come from the room log, never through the adapter: it only carries
 * "close these sockets" to other instances. Socket.io's connection state recovery stays off, since `resume` is exact.
 */
@Injectable()
export class SocketServer implements OnApplicationBootstrap, OnModuleDestroy {
  #io: Server | undefined;
  #redis: Redis | undefined;
  #isEnding = false;

  constructor(
    private readonly http: HttpAdapterHost,
    @Inject(kitConfig.token) private readonly settings: KitConfig,
    private readonly admit: Admit,
    private readonly rooms: FindRoom,
    private readonly feeds: RoomFeeds,
    private readonly screens: OpenScreens,
    private readonly metrics: SocketMetrics,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const { REDIS_URL, CHOWK_PREFIX } = this.settings;
    this.#redis = new Redis(REDIS_URL, {
      maxRetriesPerRequest: null,
      connectTimeout: 2_000,
      // The adapter's own connections share this: none of them may try on once the service ends
      retryStrategy: (attempt) => (this.#isEnding ? null : Math.min(attempt * 200, 2_000)),
    });
    this.#redis.on('error', (error: Error) =>
      this.log.debug('Redis is away; screens are closed by the watch', { error }),
    );
    const name = `${CHOWK_PREFIX}sockets`;
    const io = new Server({
      path: socketPath,
      serveClient: false,
      transports: ['websocket'],
      maxHttpBufferSize: socketLimits.longestFrame,
      connectTimeout: socketLimits.connectTimeoutMs,
      pingInterval: 10_000,
      pingTimeout: 8_000,
      adapter: createAdapter(this.#redis, {
        streamName: name,
        channelPrefix: name,
        maxLen: 1_000,
        blockTimeInMs: 1_000,
      }),
    });
    this.#io = io;
    for (const namespace of socketNamespaces) this.#serve(io, namespace);
    io.attach(this.http.httpAdapter.getHttpServer());
  }

  async onModuleDestroy(): Promise<void> {
    this.#isEnding = true;
    const io = this.#io;
    if (!io) return;
    // The connection alone: a client that was told to go would not come back, one whose connection ends finds another instance
    io.engine.close();
    for (const namespace of ['/', ...socketNamespaces]) io.of(namespace).adapter.close();
    this.#redis?.disconnect();
  }

  /** Closes the sockets of a sign-in on every instance: here at once, there as soon as they hear of it. */
  endSession(sessionId: string): void {
    this.screens.endSession(sessionId);
    for (const namespace of socketNamespaces)
      this.#io?.of(namespace).in(sessionRoom(sessionId)).disconnectSockets(true);
  }

  #serve(io: Server, name: SocketNamespace): void {
    const admitted = new WeakMap<Socket, Admitted>();
    const namespace = io.of(name);
    namespace.use((socket, next) => {
      this.#letIn(socket, name).then(
        (found) => {
          admitted.set(socket, found);
          next();
        },
        (error: unknown) => next(this.#refused(error)),
      );
    });
    namespace.on('connection', (socket) => {
      const found = admitted.get(socket);
      if (found) this.#open(socket, name, found);
    });
  }

  async #letIn(socket: Socket, namespace: SocketNamespace): Promise<Admitted> {
    const { auth } = socket.handshake;
    if (auth['token'] === undefined || auth['token'] === '') throw refuse(AuthTokenMissing);
    const handshake = parsed(socketHandshake, auth);
    const bearer = await this.admit.run(handshake.token);
    return { bearer, handshake, positions: await this.rooms.positions(bearer.who, namespace, handshake) };
  }

  #refused(error: unknown): Error {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) this.log.warn('a screen could not be let in', { error });
    return connectError(refusal);
  }

  #open(socket: Socket, namespace: SocketNamespace, { bearer, handshake, positions }: Admitted): void {
    const { feeds, metrics, clock, admit, rooms, log, screens } = this;
    const screen = new SocketScreen(
      { socket, namespace, bearer, handshake },
      { feeds, metrics, clock, admit, rooms, log },
    );
    screens.add(screen);
    socket.on('disconnect', () => screens.remove(screen));
    screen.open(positions);
  }
}
