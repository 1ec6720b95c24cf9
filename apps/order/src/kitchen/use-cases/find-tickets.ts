import { Injectable } from '@nestjs/common';
import { NotFound, type TicketStatus } from '@chowk/contracts';
import { cutPage, Database, decodeCursor, InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { In, MoreThan, type FindOptionsWhere } from 'typeorm';
import { z } from 'zod';
import { Ticket } from '../domain/ticket.js';
import { CheckFilters } from '../../orders/use-cases/check-filters.js';
import { withinScope } from '../../orders/use-cases/reader-scope.js';

export interface TicketQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count: boolean;
  readonly outlet?: string | undefined;
  readonly station?: string | undefined;
  readonly status?: TicketStatus | undefined;
}

export interface TicketPage {
  readonly items: readonly Ticket[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

/** What still concerns the kitchen, when nothing else is asked for. */
const inTheKitchen: readonly TicketStatus[] = ['QUEUED', 'STARTED', 'READY'];

/** Kitchen tickets, the oldest first; a paired screen sees its stations alone. */
@Injectable()
export class FindTickets {
  constructor(
    private readonly database: Database,
    private readonly checkFilters: CheckFilters,
    @InjectStore(Ticket) private readonly tickets: Store<Ticket>,
  ) {}

  /** The ticket. Throws NotFound, also for tickets of other outlets and stations. */
  async one(id: string, who: Principal): Promise<Ticket> {
    const ticket = await this.tickets.get(id);
    if (!who.mayEnter(ticket.outletId) || !worksAt(who, ticket.station)) throw refuse(NotFound);
    return ticket;
  }

  /** A page of the tickets the caller may see and that fit. Throws NotFound as {@link CheckFilters} does. */
  async list({ limit, cursor, count, outlet, station, status }: TicketQuery, who: Principal): Promise<TicketPage> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, z.uuid());
    const where = (extra: FindOptionsWhere<Ticket>): FindOptionsWhere<Ticket> => ({
      ...withinScope(who.outlets === 'all' ? {} : { outlets: who.outlets }, { outletId: outlet }),
      ...stationsOf(who, station),
      status: status ?? In([...inTheKitchen]),
      ...extra,
    });
    const rows = await this.tickets.findBy(where(after === undefined ? {} : { id: MoreThan(after) }), {
      order: { id: 'ASC' },
      limit: limit + 1,
    });
    if (rows.length === 0) await this.checkFilters.run({ outlet }, who);
    const page = cutPage(rows, limit, ({ id }) => id);
    if (!count) return page;
    const total = await this.database.transaction(({ manager }) => manager.count(Ticket, { where: where({}) }));
    return { ...page, total };
  }
}

function worksAt(who: Principal, station: string): boolean {
  return who.stations.length === 0 || who.stations.includes(station);
}

function stationsOf(who: Principal, asked: string | undefined): FindOptionsWhere<Ticket> {
  if (who.stations.length === 0) return asked === undefined ? {} : { station: asked };
  return { station: In(who.stations.filter((station) => asked === undefined || station === asked)) };
}
