import { subscription, type Subscription } from '@chowk/contracts';
import { Answers, CurrentPrincipal, Permit, Summary, type Principal } from '@chowk/kit';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { OpenStreams } from '../sockets/open-streams.js';
import { FindSubscription } from '../use-cases/find-subscription.js';

const subscribeQuery = z.strictObject({ outlet: z.uuid().optional(), station: z.string().min(1).max(60).optional() });

@Controller('notifications')
export class SubscribeController {
  constructor(
    private readonly find: FindSubscription,
    private readonly streams: OpenStreams,
  ) {}

  @Get('subscribe')
  @Permit('notification:own', 'manager-screen:read')
  @Summary('Where to connect and which rooms the caller is in; with Accept: text/event-stream the events themselves')
  @Answers(subscription)
  async subscribe(
    @Query({ schema: subscribeQuery }) wish: z.output<typeof subscribeQuery>,
    @CurrentPrincipal() who: Principal,
    @Headers('accept') accept: string | undefined,
    @Headers('authorization') authorization: string | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Subscription | undefined> {
    if (!accept?.includes('text/event-stream')) return this.find.run(who, wish);
    await this.streams.run({ who, wish, token: authorization?.split(' ')[1] ?? '', lastEventId, reply });
    return undefined;
  }
}
