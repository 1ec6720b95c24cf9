import { Injectable } from '@nestjs/common';
import { Clock, currentTenantId, InjectStore, Store, TenantDirectory } from '@chowk/kit';
import { TokenCounter } from '../database/token-counter.js';
import { Order } from '../domain/order.js';
import { Ticket } from '../../kitchen/domain/ticket.js';

/** Makes an order certain: it gets its token, and each kitchen station concerned its ticket. */
@Injectable()
export class ConfirmOrder {
  constructor(
    private readonly clock: Clock,
    private readonly tenants: TenantDirectory,
    private readonly tokens: TokenCounter,
    @InjectStore(Order) private readonly orders: Store<Order>,
    @InjectStore(Ticket) private readonly tickets: Store<Ticket>,
  ) {}

  /** Confirms and stores a locked order inside the open transaction; `by` is who made it certain. Throws ORDER_CANNOT_MOVE. */
  async run(order: Order, by: string): Promise<void> {
    const at = this.clock.now();
    const tenant = await this.tenants.find(currentTenantId());
    const token = await this.tokens.next(order.outletId, order.businessDate);
    order.confirm(token, at, by);
    await this.orders.save(order);
    const language = tenant?.languages[0] ?? 'en';
    for (const ticket of Ticket.of(order, { token, language, at })) await this.tickets.add(ticket);
  }
}
