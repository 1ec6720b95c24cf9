import {
  TableSessionApproved,
  TableSessionAttended,
  TableSessionClosed,
  TableSessionJoined,
  TableSessionOpened,
  TableSessionRequested,
  type Received,
} from '@chowk/contracts';
import { Database, On, ReadModel, Wakeups } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { audience, OrderAudience } from '../database/order-audience.js';
import { audienceNews } from '../use-cases/room-news.js';
import { TellRooms } from '../use-cases/tell-rooms.js';

/** Who sits where: guests are put into the room of their table by their token, customers by what is told here. */
@Controller()
@ReadModel('audience', audience)
export class TableSessionListener {
  constructor(
    private readonly tell: TellRooms,
    private readonly audience: OrderAudience,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  @On(TableSessionOpened)
  opened(event: Received<typeof TableSessionOpened>): Promise<void> {
    return this.tell.run(event);
  }

  /** A guest who became known as a customer goes on hearing of what they ordered as a guest. */
  @On(TableSessionJoined)
  async joined(event: Received<typeof TableSessionJoined>): Promise<void> {
    const { tableSessionId, guestId, customerId } = event.data;
    await this.tell.run(event);
    if (customerId === null) return;
    const { tenantId, time } = event;
    if (guestId !== null) await this.audience.attach({ tableSessionId, guestId, customerId }, time);
    if (await this.audience.sit(customerId, tableSessionId, time))
      this.database.afterCommit(() => this.wakeups.wake(audienceNews(tenantId)));
  }

  @On(TableSessionApproved)
  approved(event: Received<typeof TableSessionApproved>): Promise<void> {
    return this.tell.run(event);
  }

  @On(TableSessionRequested)
  requested(event: Received<typeof TableSessionRequested>): Promise<void> {
    return this.tell.run(event);
  }

  @On(TableSessionAttended)
  attended(event: Received<typeof TableSessionAttended>): Promise<void> {
    return this.tell.run(event);
  }

  /** Those who sat there hear that it is over; whoever connects from now on is not in its room. */
  @On(TableSessionClosed)
  async closed(event: Received<typeof TableSessionClosed>): Promise<void> {
    await this.tell.run(event);
    await this.audience.clear(event.data.tableSessionId, event.time);
  }
}
