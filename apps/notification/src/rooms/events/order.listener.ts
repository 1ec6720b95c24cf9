import {
  BillSettled,
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderPlaced,
  OrderRejected,
  OrderStatusChanged,
  TableSessionClosed,
  TableSessionOpened,
  type Received,
} from '@chowk/contracts';
import { Database, On, Wakeups } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { OrderAudience } from '../database/order-audience.js';
import { audienceNews } from '../use-cases/room-news.js';
import { TellRooms } from '../use-cases/tell-rooms.js';

/** Orders, bills and tables go to their people and to managers. */
@Controller()
export class OrderListener {
  constructor(
    private readonly tell: TellRooms,
    private readonly audience: OrderAudience,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  @On(OrderPlaced)
  async placed(event: Received<typeof OrderPlaced>): Promise<void> {
    const hasJoined = await this.audience.keep(event);
    if (hasJoined) this.#tellAudience(event);
    await this.tell.run(event);
  }

  @On(OrderConfirmed)
  confirmed(event: Received<typeof OrderConfirmed>): Promise<void> {
    return this.tell.run(event);
  }

  @On(OrderStatusChanged)
  moved(event: Received<typeof OrderStatusChanged>): Promise<void> {
    return this.tell.run(event);
  }

  @On(OrderRejected)
  rejected(event: Received<typeof OrderRejected>): Promise<void> {
    return this.tell.run(event);
  }

  @On(OrderCancelled)
  cancelled(event: Received<typeof OrderCancelled>): Promise<void> {
    return this.tell.run(event);
  }

  @On(OrderExpired)
  expired(event: Received<typeof OrderExpired>): Promise<void> {
    return this.tell.run(event);
  }

  @On(BillSettled)
  settled(event: Received<typeof BillSettled>): Promise<void> {
    return this.tell.run(event);
  }

  @On(TableSessionOpened)
  seated(event: Received<typeof TableSessionOpened>): Promise<void> {
    return this.tell.run(event);
  }

  /** Those who sat there hear that it is over; then the session's room is left by everybody. */
  @On(TableSessionClosed)
  async left(event: Received<typeof TableSessionClosed>): Promise<void> {
    await this.tell.run(event);
    await this.audience.clear(event.data.tableSessionId);
  }

  #tellAudience({ tenantId }: Received): void {
    this.database.afterCommit(() => this.wakeups.wake(audienceNews(tenantId)));
  }
}
