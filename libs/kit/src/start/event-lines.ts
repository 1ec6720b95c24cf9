import type { Outcome } from '../events/delivery.js';
import type { WireMessage } from '../events/wire.js';
import { traceIdOf, type Log } from './log.js';

/** One line per handled event, a warning for one that waits for a person; events nobody listens to leave none. */
export function eventLines(log: Log): (message: WireMessage, outcome: Outcome, durationMs: number) => void {
  return ({ topic, partition, offset, headers }, outcome, durationMs) => {
    if (outcome.kind === 'skipped') return;
    const fields = {
      type: headers.ce_type,
      eventId: headers.ce_id,
      outcome: outcome.kind,
      durationMs: Math.round(durationMs * 10) / 10,
      place: `${topic}/${partition}/${offset}`,
      requestId: headers.correlation,
      traceId: traceIdOf(headers.traceparent),
      tenantId: headers.tenant,
    };
    if (outcome.kind === 'dead') log.warn('event', { ...fields, reason: outcome.reason, says: outcome.error });
    else log.info('event', fields);
  };
}
