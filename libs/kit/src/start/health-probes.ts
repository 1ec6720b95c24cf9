import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import type { KafkaTransport } from '../events/kafka.transport.js';
import type { HealthProbe } from './health.js';

const patienceMs = 1_500;

/** Down while the database does not answer within 1.5 s. */
export function databaseProbe(database: Database): HealthProbe {
  return async () => {
    const late = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => late.resolve('late'), patienceMs);
    try {
      const answer = await Promise.race([database.worker.query(sql`select 1`), late.promise]);
      return answer === 'late' ? { state: 'down', says: 'slow' } : { state: 'up' };
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Down until the consumer has joined once; later absences of the broker only degrade, since facts wait in the outbox. */
export function consumerProbe(transport: Pick<KafkaTransport, 'state' | 'hasJoinedOnce'>): HealthProbe {
  return () => {
    const { state, hasJoinedOnce } = transport;
    if (state === 'crashed' || !hasJoinedOnce) return { state: 'down', says: state };
    return state === 'joined' ? { state: 'up' } : { state: 'degraded', says: state };
  };
}
