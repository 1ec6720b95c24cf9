import {
  menuAvailabilityAnswer,
  menuAvailabilityQuery,
  NotFound,
  Unavailable,
  type MenuAvailabilityQuery,
} from '@chowk/contracts';
import { Answers, OperationId, Public, readyJson, Succeeds, Summary, withEtag } from '@chowk/kit';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ShowAvailability } from '../use-cases/show-availability.js';
import { AvailabilityStreams } from './availability-streams.js';

@Controller('menu')
export class AvailabilityController {
  constructor(
    private readonly showAvailability: ShowAvailability,
    private readonly streams: AvailabilityStreams,
  ) {}

  @Get('availability')
  @Public()
  @OperationId('getAvailability')
  @Summary(
    'What of the menu can be had at an outlet now; with Accept: text/event-stream every change of it',
    'What cannot be had at the outlet now, cheap to poll with its `ETag`. With `Accept: text/event-stream` the answer stays open: first how things stand, then each change within a second.',
  )
  @Succeeds('cached', { bytes: 'text/event-stream', tells: 'The stream of changes.' })
  @Answers(menuAvailabilityAnswer, NotFound, Unavailable)
  async availability(
    @Query({ schema: menuAvailabilityQuery }) query: MenuAvailabilityQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (accept?.includes('text/event-stream')) return this.streams.run(query, reply);
    const { json, tag } = await this.showAvailability.run(query);
    return withEtag(readyJson(json), { maxAge: 0, tag });
  }
}
