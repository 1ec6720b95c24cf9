import {
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderLineComped,
  OrderLineVoided,
  OrderPlaced,
  OrderRejected,
  OrderRepriced,
  OrderRevived,
  OrderStatusChanged,
  type Received,
} from '@chowk/contracts';
import { Database, On, ReadModel, Wakeups } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { audience, OrderAudience } from '../database/order-audience.js';
import { audienceNews } from '../use-cases/room-news.js';
import { TellRooms } from '../use-cases/tell-rooms.js';

/** Orders go to their people, to the floor and to managers. */
@Controller()
@ReadModel('audience', audience)
export class OrderListener {
  constructor(
    private readonly tell: TellRooms,
    private readonly audience: OrderAudience,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  @On(OrderPlaced)
  async placed(event: Received<typeof OrderPlaced>): Promise<void> {
    const { tenantId } = event;
    if (await this.audience.keep(event)) this.database.afterCommit(() => this.wakeups.wake(audienceNews(tenantId)));
    await this.tell.run(event);
  }

  @On(OrderRevived)
  revived(event: Received<typeof OrderRevived>): Promise<void> {
    return this.tell.run(event);
  }

  @On(OrderConfirmed)
  confirmed(event: Received<typeof OrderConfirmed>): Promise<void> {
    return this.tell.run(event);
  }

  @On(OrderStatusChanged)
  moved(event: Received<typeof OrderStatusChanged>): Promise<void> {
    return this.tell.run(event);
  }

  @On(OrderRepriced)
  repriced(event: Received<typeof OrderRepriced>): Promise<void> {
    return this.tell.run(event);
  }

  @On(OrderLineVoided)
  voided(event: Received<typeof OrderLineVoided>): Promise<void> {
    return this.tell.run(event);
  }

  @On(OrderLineComped)
  comped(event: Received<typeof OrderLineComped>): Promise<void> {
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
}
