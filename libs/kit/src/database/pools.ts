import pg from 'pg';

export interface PoolSettings {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Most connections open at once. */
  readonly size?: number;
  /** Longest wait for a connection, in milliseconds: shorter than the gateway waits for an answer, so that it is a 503. */
  readonly connectTimeoutMs?: number;
  /** Longest a statement may run, in milliseconds; the client gives up two seconds later and cuts the line. */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a lock, in milliseconds. */
  readonly lockTimeoutMs?: number;
  /** Told when an idle connection dies; the pool has already replaced it. */
  readonly onIdleError?: (error: Error) => void;
}

/**
 * A pool whose connections pipeline: statements sent without waiting travel in one flush. Every wait has an end:
 * connecting, a statement, a lock, an idle transaction, an idle connection.
 */
export function openPool(settings: PoolSettings): pg.Pool {
  const statementTimeoutMs = settings.statementTimeoutMs ?? 15_000;
  const pool = new pg.Pool({
    connectionString: settings.url,
    application_name: settings.applicationName,
    pipeline: true,
    max: settings.size ?? 10,
    connectionTimeoutMillis: settings.connectTimeoutMs ?? 4_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + 2_000,
    lock_timeout: settings.lockTimeoutMs ?? 5_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    types: { getTypeParser },
  });
  pool.on('error', (error) => settings.onIdleError?.(error));
  return pool;
}

const { INT8, DATE } = pg.types.builtins;

/** Counts and paise are numbers, calendar dates stay text: neither a zone nor a rounding may change them. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  if (oid === INT8) return safeInteger;
  if (oid === DATE) return asText;
  return pg.types.getTypeParser(oid, format);
};

const asText = (text: string): string => text;

/** Throws RangeError beyond 2^53 - 1, where a number would silently be another one. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond what a number holds`);
  return value;
}
