import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { kitConfig, type KitConfig } from '../start/config.js';
import { eventLines } from '../start/event-lines.js';
import { Log } from '../start/log.js';
import { Metrics } from '../start/metrics.js';
import { DeadLetterStore } from './dead-letter-store.js';
import { DeadLetters } from './dead-letters.js';
import { Delivery } from './delivery.js';
import { EventHandlers } from './event-handlers.js';
import { EventMetrics } from './event-metrics.js';
import { Journal } from './journal.js';
import { KafkaSender, KafkaTransport, type KafkaAddress } from './kafka.transport.js';
import { Pacing } from './pacing.js';
import { Rebuild } from './rebuild.js';
import { Relay } from './relay.js';
import { Wakeups } from './wakeups.js';

export interface EventsOptions {
  /** Service name. */
  readonly name: string;
  /** What happens to later events of a key that has a dead letter. */
  readonly onDeadLetter: 'park' | 'skip';
  /** How long (ms) events may wait for company before they are read. */
  readonly eventsWaitMs?: number;
}

class EventsKit {
  readonly handlers = new EventHandlers();
  readonly sender: KafkaSender;
  readonly wakeups: Wakeups;
  readonly relay: Relay;
  readonly delivery: Delivery;
  readonly deadLetters: DeadLetters;
  readonly journal: Journal;
  readonly rebuild: Rebuild;
  readonly transport: KafkaTransport;

  constructor(
    { name, onDeadLetter, eventsWaitMs }: EventsOptions,
    database: Database,
    metrics: Metrics,
    settings: KitConfig,
    log: Log | undefined,
  ) {
    const { worker } = database;
    const address: KafkaAddress = {
      brokers: settings.KAFKA_BROKERS.split(','),
      prefix: settings.CHOWK_PREFIX,
      service: name,
    };
    const eventMetrics = new EventMetrics(metrics.registry);
    const announce = () => this.relay.nudge();
    const handled = new DeadLetterStore(worker, name, announce);
    const untold = new DeadLetterStore(worker, `${name}.relay`, announce);
    this.sender = new KafkaSender(address);
    this.wakeups = new Wakeups({ redisUrl: settings.REDIS_URL, prefix: settings.CHOWK_PREFIX, service: name });
    this.relay = new Relay({
      service: name,
      worker,
      sender: this.sender,
      deadLetters: untold,
      wakeups: this.wakeups,
      metrics: eventMetrics,
    });
    this.delivery = new Delivery(
      { service: name, onDeadLetter, ...(log ? { settled: eventLines(log) } : {}) },
      this.handlers,
      database,
      handled,
      eventMetrics,
    );
    this.deadLetters = new DeadLetters({ handled, untold, delivery: this.delivery, sender: this.sender });
    this.journal = new Journal(database, this.sender, name);
    this.rebuild = new Rebuild(address, this.handlers, database);
    let stopListening: (() => void) | undefined;
    const companion = {
      start: () => {
        this.wakeups.start();
        this.relay.start();
        stopListening = database.onOutboxWritten(() => this.relay.nudge());
      },
      stop: async () => {
        stopListening?.();
        await this.relay.stop();
        await this.close();
      },
    };
    const pacing = new Pacing(eventsWaitMs);
    this.transport = new KafkaTransport(address, this.handlers, this.delivery, companion, pacing);
    eventMetrics.observe({
      outbox: async () => {
        const rows = await worker.query<{ pending: number; age: number }>(
          sql`select count(*)::int as pending, coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as age from outbox`,
        );
        return { pending: rows[0]?.pending ?? 0, oldestAgeSeconds: rows[0]?.age ?? 0 };
      },
      deadLetters: () => handled.counts(),
      lag: () => this.transport.lag(),
    });
  }

  async close(): Promise<void> {
    this.wakeups.close();
    await this.sender.close();
  }
}

const part = <Part extends object>(
  provide: abstract new (...parameters: never[]) => Part,
  pick: (kit: EventsKit) => Part,
): FactoryProvider<Part> => ({ provide, inject: [EventsKit], useFactory: pick });

/**
 * Events of one service. Nothing connects before the app's transport listens, so that commands (`seed`, `rebuild`,
 * `dead-letters`) run on the same app without a consumer:
 * `app.connectMicroservice({ strategy: app.get(KafkaTransport) })`, and to serve `await app.startAllMicroservices()`.
 */
@Module({})
export class EventsModule {
  static forService(options: EventsOptions): DynamicModule {
    const kit: FactoryProvider<EventsKit> = {
      provide: EventsKit,
      inject: [Database, Metrics, kitConfig.token, { token: Log, optional: true }],
      useFactory: (database: Database, metrics: Metrics, settings: KitConfig, log?: Log) =>
        new EventsKit(options, database, metrics, settings, log),
    };
    const parts = [
      part(KafkaTransport, (of) => of.transport),
      part(EventHandlers, (of) => of.handlers),
      part(Relay, (of) => of.relay),
      part(Wakeups, (of) => of.wakeups),
      part(Delivery, (of) => of.delivery),
      part(DeadLetters, (of) => of.deadLetters),
      part(Journal, (of) => of.journal),
      part(Rebuild, (of) => of.rebuild),
    ];
    return {
      module: EventsModule,
      global: true,
      providers: [kit, ...parts],
      exports: parts.map(({ provide }) => provide),
    };
  }
}
