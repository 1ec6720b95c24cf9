import { prepared, sql, type Sql } from '../database/sql.js';

/**
 * Deliveries of a tenant pass the gate together; the rebuild of a copy closes it for its tenant, waits for those inside, and
 * knows then what has been handled. Both sides hold it until their transaction ends.
 */
const gateOf = (tenantId: string): Sql => sql`hashtext('chowk.rebuild'), hashtext(${tenantId})`;

/** An expression that is false while a copy of the tenant is being rebuilt, and never waits. */
export function passesGate(tenantId: string): Sql {
  return sql`pg_try_advisory_xact_lock_shared(${gateOf(tenantId)})`;
}

/** Closes the gate when the last delivery inside has ended. */
export function closeGate(tenantId: string): Sql {
  return prepared(sql`select pg_advisory_xact_lock(${gateOf(tenantId)})::text`);
}
