import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Lag } from './consumption.js';

export type HandlingOutcome = 'done' | 'duplicate' | 'skipped' | 'retried' | 'dead';

/** What the gauges ask for at each scrape. */
export interface EventGauges {
  outbox(): Promise<{ readonly pending: number; readonly oldestAgeSeconds: number }>;
  deadLetters(): Promise<readonly { readonly topic: string; readonly reason: string; readonly count: number }[]>;
  lag(): Lag;
}

/** The numbers about events, named as docs of operations name them; the registry's default label tells the service. */
export class EventMetrics {
  private readonly handled: Counter<'topic' | 'type' | 'outcome'>;
  private readonly duration: Histogram<'topic' | 'type'>;
  private readonly publishedTotal: Counter<'topic'>;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.handled = new Counter({
      name: 'events_handled_total',
      help: 'Events by what became of them',
      labelNames: ['topic', 'type', 'outcome'],
      registers,
    });
    this.duration = new Histogram({
      name: 'event_handling_duration_seconds',
      help: 'From the message in hand to its commit',
      labelNames: ['topic', 'type'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
    this.publishedTotal = new Counter({
      name: 'outbox_published_total',
      help: 'Facts told to the broker',
      labelNames: ['topic'],
      registers,
    });
  }

  handledOne(topic: string, type: string, outcome: HandlingOutcome): void {
    this.handled.inc({ topic, type, outcome });
  }

  tookSeconds(topic: string, type: string, seconds: number): void {
    this.duration.observe({ topic, type }, seconds);
  }

  published(topic: string, count: number): void {
    this.publishedTotal.inc({ topic }, count);
  }

  /** Registers what is counted only when somebody asks; a database that is away leaves the last value. */
  observe(gauges: EventGauges): void {
    const registers = [this.registry];
    let asked: Promise<{ pending: number; oldestAgeSeconds: number } | undefined> | undefined;
    const outbox = () =>
      (asked ??= gauges
        .outbox()
        .catch(() => undefined)
        .finally(() => (asked = undefined)));
    new Gauge({
      name: 'outbox_pending',
      help: 'Facts not yet told',
      registers,
      async collect() {
        const now = await outbox();
        if (now) this.set(now.pending);
      },
    });
    new Gauge({
      name: 'outbox_oldest_age_seconds',
      help: 'Age of the oldest fact not yet told',
      registers,
      async collect() {
        const now = await outbox();
        if (now) this.set(now.oldestAgeSeconds);
      },
    });
    new Gauge({
      name: 'consumer_lag_messages',
      help: 'Messages between this consumer and the end of the topic',
      labelNames: ['topic'],
      registers,
      collect() {
        for (const [topic, { messages }] of gauges.lag()) this.set({ topic }, messages);
      },
    });
    new Gauge({
      name: 'consumer_lag_seconds',
      help: 'Age of the oldest message this consumer has not handled',
      labelNames: ['topic'],
      registers,
      collect() {
        for (const [topic, { seconds }] of gauges.lag()) this.set({ topic }, seconds);
      },
    });
    new Gauge({
      name: 'dead_letters',
      help: 'Messages that wait for a person',
      labelNames: ['topic', 'reason'],
      registers,
      async collect() {
        const open = await gauges.deadLetters().catch(() => undefined);
        if (!open) return;
        this.reset();
        for (const { topic, reason, count } of open) this.set({ topic, reason }, count);
      },
    });
  }
}
