import {
  AuthSessionEnded,
  AuthTokenExpired,
  NotFound,
  NotYetAvailable,
  PermissionDenied,
  StreamTicketInvalid,
  streamNarrowing,
  streamTicketAnswer,
  subscription,
  TenantSuspended,
  type StreamNarrowing,
  type StreamTicketAnswer,
  type Subscription,
} from '@chowk/contracts';
import {
  Answers,
  created,
  CurrentPrincipal,
  NoTenant,
  OperationId,
  Permit,
  refuse,
  Succeeds,
  Summary,
  type Principal,
} from '@chowk/kit';
import { Controller, Get, Headers, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { StreamTickets } from '../database/stream-tickets.js';
import { Admit } from '../sockets/admit.js';
import { OpenStreams } from '../sockets/open-streams.js';
import { FindSubscription } from '../use-cases/find-subscription.js';

const streamAddress = '/api/v1/notifications/stream';

const streamQuery = streamNarrowing.extend({
  ticket: z.string().max(200).optional(),
  /** Id of the last event, for a reader that begins anew and therefore sends no `Last-Event-ID`. */
  after: z.string().max(20_000).optional(),
});
type StreamQuery = z.output<typeof streamQuery>;

@Controller('notifications')
export class SubscribeController {
  constructor(
    private readonly find: FindSubscription,
    private readonly streams: OpenStreams,
    private readonly admit: Admit,
    private readonly tickets: StreamTickets,
  ) {}

  @Get('subscribe')
  @Permit('notification:own', 'manager-screen:read')
  @OperationId('getSubscription')
  @Summary(
    'Where to connect and which rooms the caller is in; with Accept: text/event-stream the events themselves',
    'Namespaces and rooms of the caller with the number of the last event of each: load data, then connect and resume from there. With `Accept: text/event-stream` the same events come as the answer itself; `outlet` and `station` narrow them.',
  )
  @Succeeds('ok', { bytes: 'text/event-stream', tells: 'The stream of events.' })
  @Answers(subscription, NotFound)
  async subscribe(
    @Query({ schema: streamNarrowing }) wish: StreamNarrowing,
    @CurrentPrincipal() who: Principal,
    @Headers('accept') accept: string | undefined,
    @Headers('authorization') authorization: string | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Subscription | undefined> {
    if (!accept?.includes('text/event-stream')) return this.find.run(who, wish);
    const bearer = await this.admit.run(tokenIn(authorization));
    await this.streams.run({ bearer, wish, lastEventId, reply });
    return undefined;
  }

  @Post('stream-tickets')
  @Permit('notification:own')
  @OperationId('createStreamTicket')
  @Summary(
    'A ticket that opens one event stream within a minute, for browsers: EventSource sends no headers',
    'Good once, for `openStream`. What the stream shows is what the token of this call may see.',
  )
  @Succeeds('created')
  @Answers(streamTicketAnswer)
  async ticket(@Headers('authorization') authorization: string | undefined) {
    const { claims } = await this.admit.run(tokenIn(authorization));
    const { ticket, expiresAt } = await this.tickets.issue(claims);
    const answer: StreamTicketAnswer = { ticket, expiresAt: expiresAt.toISOString(), stream: streamAddress };
    return created(answer, `${streamAddress}?ticket=${ticket}`);
  }

  @Get('stream')
  @NoTenant()
  @OperationId('openStream')
  @Summary(
    'The events of whom the ticket was given to, as text/event-stream',
    '`new EventSource(stream?ticket=...)`. A browser that reconnects sends `Last-Event-ID`; the ticket is used up by then, so ask for another one and pass `after`.',
  )
  @Succeeds({ bytes: 'text/event-stream', tells: 'The stream of events.' })
  @Answers(
    undefined,
    NotFound,
    StreamTicketInvalid,
    AuthTokenExpired,
    AuthSessionEnded,
    PermissionDenied,
    TenantSuspended,
    NotYetAvailable,
  )
  async stream(
    @Query({ schema: streamQuery }) { ticket, after, ...wish }: StreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const claims = ticket === undefined ? undefined : await this.tickets.use(ticket);
    if (!claims) throw refuse(StreamTicketInvalid);
    const bearer = await this.admit.again(claims);
    await this.streams.run({ bearer, wish, lastEventId: lastEventId ?? after, reply });
  }
}

function tokenIn(authorization: string | undefined): string {
  return authorization?.split(' ')[1] ?? '';
}
