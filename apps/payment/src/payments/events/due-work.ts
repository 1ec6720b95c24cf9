import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, Database, every, runInCall, sql, type ConfigOf } from '@chowk/kit';
import { paymentConfig } from '../../config.js';
import { CheckPayment } from '../use-cases/check-payment.js';
import { OpenWork, type WorkItem } from '../use-cases/open-work.js';
import { ProcessWebhook } from '../../provider/use-cases/process-webhook.js';

/** How much is done at the same time; more would take the connections that calls need. */
const atOnce = 4;
/** Most that one sweep takes up of each kind. */
const most = 200;

/**
 * What the clock tells us: webhooks to process and payments to look after. Calls hand work over at once; a slow sweep over
 * all tenants finds what a crash, a lost answer or a lost webhook left. Nothing depends on memory.
 */
@Injectable()
export class DueWork implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #waiting = new Map<string, WorkItem>();
  readonly #running = new Map<string, Promise<void>>();
  #stopSweep: (() => Promise<void>) | undefined;

  constructor(
    private readonly webhooks: ProcessWebhook,
    private readonly payments: CheckPayment,
    private readonly open: OpenWork,
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(paymentConfig.token) private readonly config: ConfigOf<typeof paymentConfig>,
  ) {}

  onApplicationBootstrap(): void {
    this.open.takenBy((item) => this.#add(item));
    const report = (error: unknown) => this.open.tell(error, { work: 'sweep' });
    this.#stopSweep = every(this.config.SWEEP_SECONDS * 1000, () => this.sweep(), report);
  }

  /** Ends after the work in hand; what waited is found in its rows by the next sweep, here or elsewhere. */
  async beforeApplicationShutdown(): Promise<void> {
    this.open.takenBy(undefined);
    await this.#stopSweep?.();
    this.#waiting.clear();
    await Promise.all(this.#running.values());
  }

  /** Takes up all that is due now; resolves when it has been taken up, not when it is done. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    const { worker } = this.database;
    const webhooks = await worker.query<WorkItem>(sql`
      select 'webhook' as kind, tenant_id as "tenantId", id from webhook_delivery
      where next_at <= ${now} order by next_at limit ${most}`);
    const payments = await worker.query<WorkItem>(sql`
      select 'payment' as kind, tenant_id as "tenantId", id from payment
      where check_at <= ${now} order by check_at limit ${most}`);
    for (const item of [...webhooks, ...payments]) this.#add(item);
  }

  #add(item: WorkItem): void {
    const key = `${item.kind}/${item.id}`;
    // Told again while it runs: it may have looked before the news, so it looks once more
    if (!this.#waiting.has(key)) this.#waiting.set(key, item);
    this.#next();
  }

  #next(): void {
    for (const [key, item] of this.#waiting) {
      if (this.#running.size >= atOnce) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      const work = this.#do(item).finally(() => {
        this.#running.delete(key);
        this.#next();
      });
      this.#running.set(key, work);
    }
  }

  async #do({ kind, tenantId, id, delivery }: WorkItem): Promise<void> {
    try {
      await runInCall({ tenantId, principal: undefined, idempotency: undefined, transaction: undefined }, async () => {
        if (kind === 'payment') await this.payments.run(id);
        else for (const unparked of await this.webhooks.run(id, delivery)) this.#add({ kind, tenantId, id: unparked });
      });
    } catch (error) {
      this.open.tell(error, { kind, tenantId, id });
    }
  }
}
