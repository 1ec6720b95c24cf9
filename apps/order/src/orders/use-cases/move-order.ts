import { Injectable } from '@nestjs/common';
import type { OrderStatus } from '@chowk/contracts';
import { Clock, Database, InjectStore, Store, type Principal } from '@chowk/kit';
import { Order } from '../domain/order.js';
import { Ticket } from '../../kitchen/domain/ticket.js';
import { FindOrders } from './find-orders.js';

/** What the tickets of an order do when a person moves the order as a whole. */
const ticketsFollow: Readonly<Partial<Record<OrderStatus, 'STARTED' | 'READY' | 'COLLECTED'>>> = {
  PREPARING: 'STARTED',
  READY: 'READY',
  DISPATCHED: 'COLLECTED',
  COMPLETED: 'COLLECTED',
};

/** Moves an order by hand, along the table of its way of fulfilment; its tickets come along. */
@Injectable()
export class MoveOrder {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly findOrders: FindOrders,
    @InjectStore(Order) private readonly orders: Store<Order>,
    @InjectStore(Ticket) private readonly tickets: Store<Ticket>,
  ) {}

  /** The moved order; one that is there already is left as it is. Throws NotFound, ORDER_CANNOT_MOVE, VERSION_CONFLICT. */
  async run(reference: string, status: OrderStatus, who: Principal, expectedVersion?: number): Promise<Order> {
    const { id } = await this.findOrders.one(reference, who);
    const by = `${who.kind}:${who.id}`;
    return this.database.transaction(() =>
      this.orders.change(
        id,
        async (order) => {
          if (order.status === status) return;
          const at = this.clock.now();
          order.moveTo(status, 'person', at, by);
          const step = ticketsFollow[status];
          if (!step) return;
          for (const ticket of await this.tickets.findBy({ orderId: id }, { order: { id: 'ASC' } }))
            await this.tickets.change(ticket.id, (own) => own.advanceTo(step, at, by));
        },
        { expectedVersion },
      ),
    );
  }
}
