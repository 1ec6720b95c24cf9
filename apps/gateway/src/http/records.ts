import type { IncomingMessage, ServerResponse } from 'node:http';
import { traceIdOf, type Log, type Metrics } from '@chowk/kit';
import type { Socket } from 'node:net';
import type { Visit } from './visit.js';

/** One log line and one observation per request, also when the caller went away before the answer. */
export class Records {
  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {}

  follow(visit: Visit, request: IncomingMessage, response: ServerResponse): void {
    this.metrics.requestsInFlight.inc();
    response.once('close', () => {
      this.metrics.requestsInFlight.dec();
      this.end(visit, request, response);
    });
  }

  /** One line when it is over; how many are open is counted by notification. */
  followSocket({ requestId, traceparent, startedAt, ...visit }: Visit, socket: Socket): void {
    socket.once('close', () => {
      const durationMs = Math.round(performance.now() - startedAt);
      this.log.info('socket', {
        route: visit.route?.path ?? 'unknown',
        durationMs,
        requestId,
        traceId: traceIdOf(traceparent),
      });
    });
  }

  private end(visit: Visit, { method = '' }: IncomingMessage, response: ServerResponse): void {
    const { requestId, traceparent, tenantId, principal, startedAt } = visit;
    const durationMs = performance.now() - startedAt;
    // The template, never the path: paths hold ids, and strangers invent them without end
    const route = visit.route?.path ?? visit.ownPage ?? 'unknown';
    const known = visit.route !== undefined || visit.ownPage !== undefined;
    const labels = { method: known ? method : 'unknown', route, status: String(response.statusCode) };
    this.metrics.requestDuration.observe(labels, durationMs / 1000);
    if (visit.isShed) return;
    if (visit.ownPage?.startsWith('/health') || visit.ownPage === '/metrics') return;
    this.log.info('request', {
      method,
      route,
      status: response.statusCode,
      durationMs: Math.round(durationMs * 10) / 10,
      requestId,
      traceId: traceIdOf(traceparent),
      tenantId,
      userId: principal?.id,
      upstream: visit.route?.service,
      ...(response.writableFinished ? {} : { aborted: true }),
    });
  }
}
