import type { TenantAnswer } from '@chowk/contracts';
import type { Tenant } from '../domain/tenant.js';

/** A tenant as its own staff and the operator see it. */
export function tenantView(tenant: Tenant): TenantAnswer {
  const { version, createdAt, updatedAt } = tenant;
  return {
    ...tenant.state(),
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
