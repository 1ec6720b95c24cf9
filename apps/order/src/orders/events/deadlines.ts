import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, Database, every, KafkaTransport, Log, prepared, runInCall, sql } from '@chowk/kit';
import { answerSeconds } from '../domain/order.js';

/** Milliseconds between two looks at what has ended by itself. */
const everyMs = 2_000;
/** Orders ended in one look; the next look takes the rest. */
const atOnce = 200;

interface DueOrder {
  readonly tenantId: string;
  readonly id: string;
  readonly waitsAs: keyof Endings;
}

/** What the saga does with an order whose time is over, by the status it waited in; runs in the order's transaction. */
export interface Endings {
  readonly PLACED: (orderId: string) => Promise<void>;
  readonly AWAITING_PAYMENT: (orderId: string) => Promise<void>;
  /** A change of lines that nobody answered, in whatever status. */
  readonly REVISION: (orderId: string) => Promise<void>;
}

/**
 * Ends orders whose time is over. Every instance looks; the row's lock lets one of them act. An order still PLACED is
 * refused only after this instance has heard the broker for as long as an answer may take: while Kafka is away, or just
 * after a start, the answer may be there and unread.
 */
@Injectable()
export class Deadlines implements OnApplicationBootstrap, OnApplicationShutdown {
  private stop: (() => Promise<void>) | undefined;
  private hearsSince: Date | undefined;
  private endings: Endings | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly transport: KafkaTransport,
    private readonly log: Log,
  ) {}

  /** Says how orders end; told once by the saga, before the first look. */
  endBy(endings: Endings): void {
    this.endings = endings;
  }

  onApplicationBootstrap(): void {
    this.stop = every(
      everyMs,
      () => this.look(),
      (error) => this.log.warn('orders whose time is over could not be looked for', { error }),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop?.();
  }

  /** Looks once; one order that cannot be ended does not keep the others from it. */
  async look(): Promise<void> {
    const now = this.clock.now();
    this.hearsSince = this.transport.state === 'joined' ? (this.hearsSince ?? now) : undefined;
    const due = await this.database.worker.query<DueOrder>(
      prepared(sql`
        (select tenant_id as "tenantId", id, case status when 'PLACED' then 'PLACED' else 'AWAITING_PAYMENT' end as "waitsAs"
          from orders where ends_at <= ${now} order by ends_at limit ${atOnce})
        union all
        (select tenant_id, id, 'REVISION' from orders where revision_ends_at <= ${now} order by revision_ends_at limit ${atOnce})`),
    );
    for (const order of due) {
      try {
        await this.end(order, now);
      } catch (error) {
        this.log.error('an order whose time is over could not be ended', { orderId: order.id, error });
      }
    }
  }

  private async end({ tenantId, id, waitsAs }: DueOrder, now: Date): Promise<void> {
    if (waitsAs === 'PLACED' && !this.hasHeardLongEnough(now)) return;
    const ending = this.endings?.[waitsAs];
    if (ending) await runInCall({ tenantId }, () => this.database.transaction(() => ending(id)));
  }

  private hasHeardLongEnough(now: Date): boolean {
    return this.hearsSince !== undefined && now.getTime() - this.hearsSince.getTime() >= answerSeconds * 1000;
  }
}
