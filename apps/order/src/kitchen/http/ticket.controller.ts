import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import {
  moveTicketBody,
  NotFound,
  OrderChanging,
  TicketCannotMove,
  ticketFilters,
  ticketView as ticketShape,
  type MoveTicketBody,
  type TicketView,
} from '@chowk/contracts';
import {
  Answers,
  CurrentPrincipal,
  IfMatch,
  listQuery,
  OperationId,
  page,
  Permit,
  Succeeds,
  Summary,
  type Principal,
} from '@chowk/kit';
import { z } from 'zod';
import { FindTickets } from '../use-cases/find-tickets.js';
import { MoveTicket } from '../use-cases/move-ticket.js';
import { ticketView } from './ticket.view.js';

const ticketsQuery = listQuery(ticketFilters);

/** What the kitchen cooks. */
@Controller('kitchen/tickets')
export class TicketController {
  constructor(
    private readonly findTickets: FindTickets,
    private readonly moveTicket: MoveTicket,
  ) {}

  @Get()
  @Permit('kitchen:read')
  @OperationId('listTickets')
  @Summary(
    'Tickets of the kitchen, the oldest first; without a status those still to be cooked or collected',
    'What the kitchen has to do, per station. Screens follow the socket `/kitchen` and call this once at the start and after a `resync`.',
  )
  @Succeeds('page')
  @Answers(z.array(ticketShape), NotFound)
  async list(
    @Query({ schema: ticketsQuery }) query: z.output<typeof ticketsQuery>,
    @CurrentPrincipal() who: Principal,
  ) {
    const { items, ...meta } = await this.findTickets.list(query, who);
    return page(items.map(ticketView), { ...meta, limit: query.limit });
  }

  @Patch(':id')
  @Permit('kitchen:update')
  @OperationId('moveTicket')
  @Summary(
    'Start, finish, hand over or recall a ticket; the order follows',
    '`allowedMoves` says which steps are open. The order follows its tickets: it is ready when all of them are.',
  )
  @Answers(ticketShape, TicketCannotMove, OrderChanging)
  async move(
    @Param('id') id: string,
    @Body({ schema: moveTicketBody }) { status }: MoveTicketBody,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<TicketView> {
    return ticketView(await this.moveTicket.run(id, status, who, expectedVersion));
  }
}
