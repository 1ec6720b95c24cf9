import { socketLimits } from '@chowk/contracts';
import { Clock, Database, every, Log, sql, type ConfigOf } from '@chowk/kit';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { notificationConfig } from '../../config.js';
import { ClosedDoors } from '../database/closed-doors.js';
import { StreamTickets } from '../database/stream-tickets.js';

const { keptPerRoom } = socketLimits;
const everyMs = 60_000;
const batch = 5_000;
/** Batches of a round: as much as any installation tells in a minute, and an end for a round that would never find one. */
const mostBatches = 200;

/** Clears away what is too old to be missed by anybody, on every instance, a batch at a time. */
@Injectable()
export class ClearRooms implements OnApplicationBootstrap, OnModuleDestroy {
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly database: Database,
    private readonly doors: ClosedDoors,
    private readonly tickets: StreamTickets,
    private readonly clock: Clock,
    private readonly log: Log,
    @Inject(notificationConfig.token) private readonly config: ConfigOf<typeof notificationConfig>,
  ) {}

  onApplicationBootstrap(): void {
    this.#stop = every(
      everyMs,
      () => this.run(),
      (error) => this.log.warn('rooms could not be cleared yet', { error }),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#stop?.();
  }

  /** One round. Of a room the oldest go first, so that what is left has no hole. */
  async run(): Promise<void> {
    const { worker } = this.database;
    const now = this.clock.now();
    const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
    await untilDone(() =>
      worker.execute(sql`
        delete from room_event where ctid = any(array(
          select ctid from room_event where told_at < ${before(this.config.RESUME_HOURS)} order by told_at limit ${batch}))`),
    );
    await untilDone(() =>
      worker.execute(sql`
        delete from room_event where ctid = any(array(
          select kept.ctid from room_counter as counter
          join room_event as kept on kept.tenant_id = counter.tenant_id and kept.room = counter.room
            and kept.seq <= counter.last_seq - ${keptPerRoom}::bigint
          where counter.last_seq > ${keptPerRoom}::bigint limit ${batch}))`),
    );
    await worker.execute(sql`delete from order_audience where placed_at < ${before(30 * 24)}`);
    await worker.execute(sql`delete from known_guest where since < ${before(30 * 24)}`);
    await worker.execute(sql`delete from table_guest where since < ${before(48)}`);
    // Longer than anybody is known to sit there
    await worker.execute(sql`delete from left_session where left_at < ${before(30 * 24)}`);
    await this.doors.forget();
    await this.tickets.forget();
  }
}

/** Clears batch after batch, each a transaction of its own, until one is not full. A single batch each minute would fall behind at four orders a second. */
async function untilDone(clearBatch: () => Promise<number>): Promise<void> {
  for (let cleared = batch, done = 0; cleared === batch && done < mostBatches; done++) cleared = await clearBatch();
}
