import { Clock, Database, every, kitConfig, Log, sql, type KitConfig } from '@chowk/kit';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Queue, Worker } from 'bullmq';
import { SendMessage, type MessageName } from './send-message.js';

const queueName = 'messages';
const atOnce = 10;
const sweepMs = 1_000;
/** Rows overdue by so long were forgotten by the queue: Redis was away, was flushed, or a process died. */
const graceMs = 1_500;
const keptDays = 30;
/** A delayed job may come a moment early, and would find the message not due. */
const timerSlackMs = 10;

/**
 * When messages are sent. A job in Redis says "look at this row now"; rows are the truth, and a sweep sends by itself what
 * no job has come for, so that Redis costs speed and never a message.
 */
@Injectable()
export class SendingQueue implements OnApplicationBootstrap, OnModuleDestroy {
  #queue: Queue<MessageName> | undefined;
  #worker: Worker<MessageName> | undefined;
  #stop: (() => Promise<void>) | undefined;
  #isThere = false;

  constructor(
    @Inject(kitConfig.token) private readonly settings: KitConfig,
    private readonly database: Database,
    private readonly sendMessage: SendMessage,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const { REDIS_URL: url, CHOWK_PREFIX } = this.settings;
    const prefix = `${CHOWK_PREFIX}bull`;
    const away = (error: Error): void => {
      this.#isThere = false;
      this.log.debug('the queue is away; messages wait for the sweep', { error });
    };
    this.#queue = new Queue(queueName, { prefix, connection: { url, enableOfflineQueue: false } });
    this.#worker = new Worker<MessageName>(queueName, ({ data }) => this.#send(data), {
      prefix,
      concurrency: atOnce,
      connection: { url, maxRetriesPerRequest: null },
    });
    this.#queue.on('error', away);
    this.#worker.on('error', away);
    this.#worker.on('ready', () => (this.#isThere = true));
    this.#worker.on('failed', (_job, error) => this.log.warn('a message waits for the sweep', { error }));
    this.#stop = every(
      sweepMs,
      () => this.sweep(),
      (error) => this.log.warn('messages could not be swept yet', { error }),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.#stop?.();
    // Waiting for the jobs at hand needs Redis
    await this.#worker?.close(!this.#isThere);
    await this.#queue?.close();
  }

  /** Has a message sent, now or in `delay` milliseconds. Never throws, never waits: the sweep makes up for a lost hint. */
  hint(name: MessageName, delay = 0): void {
    this.#queue
      ?.add('send', name, { delay, removeOnComplete: true, removeOnFail: true })
      .catch((error: unknown) => this.log.debug('a hint was lost', { error }));
  }

  /** One round: sends what is overdue, of all tenants, and forgets what was settled a month ago. */
  async sweep(): Promise<void> {
    const overdue = new Date(this.clock.now().getTime() - graceMs);
    const rows = await this.database.worker.query<{ tenant_id: string; id: string }>(sql`
      select tenant_id, id from outgoing_message where state = 'QUEUED' and next_try_at < ${overdue}
      order by next_try_at limit 100`);
    for (let from = 0; from < rows.length; from += atOnce)
      await Promise.all(
        rows.slice(from, from + atOnce).map(({ tenant_id: tenantId, id }) => this.#send({ tenantId, id })),
      );
    await this.database.worker.execute(sql`
      delete from outgoing_message where ctid = any(array(
        select ctid from outgoing_message
        where state <> 'QUEUED' and updated_at < ${this.clock.now()}::timestamptz - make_interval(days => ${keptDays}) limit 500))`);
  }

  async #send(name: MessageName): Promise<void> {
    const next = await this.sendMessage.run(name);
    if (next) this.hint(name, Math.max(0, next.getTime() - this.clock.now().getTime()) + timerSlackMs);
  }
}
