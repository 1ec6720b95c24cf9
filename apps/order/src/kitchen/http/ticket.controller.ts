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
import { Answers, CurrentPrincipal, IfMatch, listQuery, page, Permit, Summary, type Principal } from '@chowk/kit';
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
  @Summary('Tickets of the kitchen, the oldest first; without a status those still to be cooked or collected')
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
  @Summary('Start, finish, hand over or recall a ticket; the order follows')
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
