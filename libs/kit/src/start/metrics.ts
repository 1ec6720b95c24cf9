import type { Clock } from '../clock/clock.js';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** How often (ms) the event loop is looked at: each look wakes a process that has nothing to do, and is the least the lag's histogram shows. */
const loopLookMs = 100;

/** Numbers of one service instance, in a registry of its own, so that many instances live in one process of tests. */
export class Metrics {
  readonly registry = new Registry();
  readonly requestDuration: Histogram<'method' | 'route' | 'status'>;
  readonly requestsInFlight: Gauge;

  constructor(readonly service: string) {
    this.registry.setDefaultLabels({ service });
    this.requestDuration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request line to the end of the answer, by route template.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
      registers: [this.registry],
    });
    this.requestsInFlight = new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests being answered now.',
      registers: [this.registry],
    });
  }

  /** Adds event-loop lag, heap, GC and handles of the process. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: loopLookMs });
  }

  /** Adds how far the clock was moved, by which tests see that it has followed; always 0 in staging and production. */
  watchClock(clock: Clock): void {
    new Gauge({
      name: 'clock_offset_milliseconds',
      help: 'How far the clock is ahead of the real time.',
      registers: [this.registry],
      collect() {
        this.set(clock.offsetMs);
      },
    });
  }

  /** Text for Prometheus. */
  async expose(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }

  /** Forgets everything; the instance is gone. */
  close(): void {
    this.registry.clear();
  }
}
