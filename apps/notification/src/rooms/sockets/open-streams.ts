import { Clock, decodeCursor, Log } from '@chowk/kit';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { once } from 'node:events';
import { z } from 'zod';
import type { Narrowing } from '../use-cases/choose-rooms.js';
import { namespacesOf } from '../use-cases/find-subscription.js';
import type { Bearer } from './admit.js';
import { FindRoom } from './find-room.js';
import { OpenScreens } from './open-screens.js';
import { RoomFeeds } from './room-feeds.js';
import { SocketMetrics } from './socket-metrics.js';
import { StreamScreen } from './stream-screen.js';

export interface StreamRequest {
  readonly bearer: Bearer;
  readonly wish: Narrowing;
  readonly lastEventId: string | undefined;
  readonly reply: FastifyReply;
}

const lastPositions = z.record(z.string(), z.number().int().min(0));

/** The event streams of this instance. */
@Injectable()
export class OpenStreams implements OnModuleDestroy {
  readonly #open = new Set<FastifyReply>();

  constructor(
    private readonly rooms: FindRoom,
    private readonly feeds: RoomFeeds,
    private readonly screens: OpenScreens,
    private readonly metrics: SocketMetrics,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onModuleDestroy(): void {
    for (const reply of this.#open) reply.raw.end();
  }

  /** Streams until the reader goes or may not stay. Throws NOT_FOUND for an outlet or station that is not theirs; 422 for a Last-Event-ID that is none of ours. */
  async run({ bearer, wish, lastEventId, reply }: StreamRequest): Promise<void> {
    const known = lastEventId === undefined ? {} : decodeCursor(lastEventId, lastPositions);
    const { who } = bearer;
    const namespaces = namespacesOf(who);
    const found = await Promise.all(namespaces.map((namespace) => this.rooms.positions(who, namespace, wish)));
    const { rooms, feeds, metrics, clock, log } = this;
    reply.hijack();
    const gone = once(reply.raw, 'close');
    this.#open.add(reply);
    const screen = new StreamScreen(reply.raw, namespaces, wish, bearer, { rooms, feeds, metrics, clock, log });
    this.screens.add(screen);
    screen
      .open(new Map(found.flatMap((positions) => [...positions])), new Map(Object.entries(known)))
      .catch((error: unknown) => screen.fail(error));
    await gone;
    this.#open.delete(reply);
    this.screens.remove(screen);
  }
}
