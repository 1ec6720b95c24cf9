import { Clock, Metrics } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';

/** What a stream of events without a socket is counted under. */
export type ScreenKind = '/orders' | '/kitchen' | '/managers' | 'stream';

/** `socket_clients`, `socket_events_total`, `socket_delivery_seconds`, `socket_resumes_total`. */
@Injectable()
export class SocketMetrics {
  readonly #clients: Gauge<'namespace'>;
  readonly #events: Counter<'namespace' | 'outcome'>;
  readonly #delivery: Histogram<'namespace'>;
  readonly #resumes: Counter<'namespace' | 'outcome'>;

  constructor(
    { registry }: Metrics,
    private readonly clock: Clock,
  ) {
    const registers = [registry];
    this.#clients = new Gauge({
      name: 'socket_clients',
      help: 'Screens that are connected now.',
      labelNames: ['namespace'],
      registers,
    });
    this.#events = new Counter({
      name: 'socket_events_total',
      help: 'Frames handed to a connection: live, or replayed to one that was away.',
      labelNames: ['namespace', 'outcome'],
      registers,
    });
    this.#delivery = new Histogram({
      name: 'socket_delivery_seconds',
      help: 'From the recording of a fact to its frame, live frames only.',
      labelNames: ['namespace'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
      registers,
    });
    this.#resumes = new Counter({
      name: 'socket_resumes_total',
      help: 'Rooms that a client wanted to go on with: resumed, or resync when too much was missed.',
      labelNames: ['namespace', 'outcome'],
      registers,
    });
  }

  opened(namespace: ScreenKind): void {
    this.#clients.inc({ namespace });
  }

  closed(namespace: ScreenKind): void {
    this.#clients.dec({ namespace });
  }

  told(namespace: ScreenKind, at: string, isLive: boolean): void {
    this.#events.inc({ namespace, outcome: isLive ? 'live' : 'replayed' });
    if (!isLive) return;
    this.#delivery.observe({ namespace }, Math.max(0, this.clock.now().getTime() - Date.parse(at)) / 1_000);
  }

  resumed(namespace: ScreenKind, outcome: 'resumed' | 'resync'): void {
    this.#resumes.inc({ namespace, outcome });
  }
}
