import type { Received } from '@chowk/contracts';
import { Database, isRebuilding, Wakeups } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { OrderAudience } from '../database/order-audience.js';
import { RoomLog } from '../database/room-log.js';
import { roomsOfPlacer, routeOf } from '../domain/room-routes.js';
import { roomNews } from './room-news.js';

/** Writes an event into the rooms that it is told in, in the transaction of its receipt; every instance hears that there is news. */
@Injectable()
export class TellRooms {
  constructor(
    private readonly log: RoomLog,
    private readonly audience: OrderAudience,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
  ) {}

  /** Nobody is told again while it is worked out anew who is told what. */
  async run(event: Received): Promise<void> {
    if (isRebuilding()) return;
    const { rooms, orderIds } = routeOf(event);
    const placers = await this.audience.of(orderIds);
    const all = [...new Set([...rooms, ...placers.flatMap(roomsOfPlacer)])];
    await this.log.append(event, all);
    const { tenantId } = event;
    this.database.afterCommit(() => {
      for (const room of all) this.wakeups.wake(roomNews({ tenantId, room }));
    });
  }
}
