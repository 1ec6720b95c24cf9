import { Injectable } from '@nestjs/common';
import { Clock, currentTenantId, InjectStore, Store, TenantDirectory } from '@chowk/kit';
import type { Order } from '../../orders/domain/order.js';
import { stationsOf, Ticket } from '../domain/ticket.js';

/** Lets the kitchen follow an order whose lines changed before anything was begun. */
@Injectable()
export class AdjustTickets {
  constructor(
    private readonly clock: Clock,
    private readonly tenants: TenantDirectory,
    @InjectStore(Ticket) private readonly tickets: Store<Ticket>,
  ) {}

  /** Inside the open transaction, the order locked; an order that is not certain yet has no tickets. */
  async run(order: Order, by: string): Promise<void> {
    const { token } = order;
    if (token === null) return;
    const at = this.clock.now();
    const tenant = await this.tenants.find(currentTenantId());
    const language = tenant?.languages[0] ?? 'en';
    const tickets = await this.tickets.findBy({ orderId: order.id }, { order: { id: 'ASC' } });
    const alive = tickets.filter(({ status }) => status !== 'VOIDED');
    for (const { id } of alive) await this.tickets.change(id, (ticket) => ticket.follow(order, language, at, by));
    const stations = stationsOf(order).filter((station) => !alive.some((ticket) => ticket.station === station));
    for (const ticket of Ticket.of(order, { token, language, at }, stations)) await this.tickets.add(ticket);
  }
}
