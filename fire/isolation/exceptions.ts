import type { ServiceName } from '../../tools/field/field-system.ts';

/**
 * Tables without a tenant, and therefore outside of row-level security. The first three are those of ADR 0015: a call names its tenant by a
 * slug, its key by an id, and the clock is everybody's. None of them holds a person, a secret or money.
 */
export const tablesOfEverybody: readonly string[] = ['clock_offset', 'jwks', 'tenant', 'chowk_role', 'migrations'];

/** What auth keeps beside them: the keys that sign for all tenants. */
const tablesOfAuth: readonly string[] = ['signing_keys'];

/** The tables that may lack a `tenant_id` in a service's database. */
export function tablesWithoutTenant(service: ServiceName): readonly string[] {
  return [...tablesOfEverybody, ...(service === 'auth' ? tablesOfAuth : [])].sort();
}

/**
 * Functions that run with their owner's rights: makes the journal's tables for the months to come, answers no row, and only the worker
 * may call it.
 */
export const definerFunctions: readonly string[] = ['chowk_keep_fact_partitions'];
