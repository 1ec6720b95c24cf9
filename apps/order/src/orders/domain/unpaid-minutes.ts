import type { Tenant } from '@chowk/contracts';

/** Minutes a prepaid order may wait for its money where a tenant says nothing. */
const usualMinutes = 15;

/** Minutes a prepaid order of this tenant may wait for its money before it expires. */
export function unpaidMinutesOf(tenant: Tenant | undefined): number {
  return tenant?.settings.unpaidExpiryMinutes ?? usualMinutes;
}
