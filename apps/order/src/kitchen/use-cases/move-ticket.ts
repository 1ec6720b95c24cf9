import { Injectable } from '@nestjs/common';
import type { TicketStatus } from '@chowk/contracts';
import { Clock, Database, InjectStore, Store, type Principal } from '@chowk/kit';
import { Order } from '../../orders/domain/order.js';
import { bringAlong, Ticket } from '../domain/ticket.js';
import { FindTickets } from './find-tickets.js';

/** A station's step with its ticket; the order is where its tickets bring it. */
@Injectable()
export class MoveTicket {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly findTickets: FindTickets,
    @InjectStore(Order) private readonly orders: Store<Order>,
    @InjectStore(Ticket) private readonly tickets: Store<Ticket>,
  ) {}

  /**
   * The moved ticket; one that is there already is left as it is. Throws NotFound, TICKET_CANNOT_MOVE, ORDER_CHANGING,
   * VERSION_CONFLICT.
   */
  async run(id: string, status: TicketStatus, who: Principal, expectedVersion?: number): Promise<Ticket> {
    const { orderId } = await this.findTickets.one(id, who);
    const at = this.clock.now();
    const by = `${who.kind}:${who.id}`;
    return this.database.transaction(async () => {
      // The order first, as everywhere: two stations that finish at once take turns here.
      const order = await this.orders.lock(orderId);
      const ticket = await this.tickets.change(id, (own) => own.moveTo(status, at, by), { expectedVersion });
      bringAlong(order, await this.tickets.findBy({ orderId }), at, by);
      await this.orders.save(order);
      return ticket;
    });
  }
}
