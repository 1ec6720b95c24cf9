/** The permission matrix: roles are named sets of permissions; endpoints ask for a permission, never for a role. */

const everybodySignedIn = ['auth-session:own'] as const;

const customer = [
  ...everybodySignedIn,
  'profile:own',
  'order:create',
  'order:read:own',
  'order:cancel:own',
  'order:change:own',
  'bill:read:own',
  'bill:change:own',
  'payment:create:own',
  'payment:read:own',
  'table-session:own',
  'notification:own',
  'loyalty:read:own',
] as const;

const waiter = [
  ...everybodySignedIn,
  'profile:own',
  'notification:own',
  'catalog:read',
  'order:create',
  'order:read',
  'order:update-status',
  'order:cancel',
  'order:change',
  'bill:read',
  'bill:change',
  'table:read',
  'table-session:manage',
  'kitchen:read',
] as const;

const kitchen = [
  ...everybodySignedIn,
  'profile:own',
  'notification:own',
  'catalog:read',
  'catalog:availability',
  'kitchen:read',
  'kitchen:update',
  'order:read',
  'order:update-status',
  'order:void',
  'inventory:read',
] as const;

const cashier = [
  ...waiter,
  'payment:create',
  'payment:read',
  'payment:record',
  'drawer:manage',
  'customer:read',
] as const;

const manager = [
  ...cashier,
  'kitchen:update',
  'catalog:write',
  'catalog:availability',
  'order:cancel-late',
  'order:timeline',
  'order:void',
  'order:comp',
  'table:write',
  'payment:refund',
  'bill:refund',
  'day:close',
  'ledger:read',
  'reconciliation:run',
  'inventory:read',
  'inventory:write',
  'discount:read',
  'discount:write',
  'analytics:read',
  'staff:read',
  'outlet:read',
  'outlet:write',
  'device:manage',
  'audit:read',
  'manager-screen:read',
] as const;

const owner = [...manager, 'staff:write', 'tenant:read', 'tenant:write', 'api-key:manage', 'customer:erase'] as const;

const platformAdmin = [...everybodySignedIn, 'tenant:create', 'tenant:status'] as const;

const guest = [
  'order:create',
  'order:read:own',
  'order:cancel:own',
  'order:change:own',
  'bill:read:own',
  'bill:change:own',
  'payment:create:own',
  'payment:read:own',
  'table-session:own',
  'notification:own',
] as const;

const device = [
  'kitchen:read',
  'kitchen:update',
  'order:read',
  'table:read',
  'catalog:read',
  'notification:own',
  'device:own',
] as const;

const courier = [...everybodySignedIn, 'profile:own', 'notification:own'] as const;
const partner = [...everybodySignedIn, 'profile:own', 'notification:own'] as const;

export const permissionsOfRole = {
  PLATFORM_ADMIN: platformAdmin,
  OWNER: owner,
  MANAGER: manager,
  CASHIER: cashier,
  WAITER: waiter,
  KITCHEN: kitchen,
  COURIER: courier,
  PARTNER: partner,
  CUSTOMER: customer,
  GUEST: guest,
  DEVICE: device,
} as const;

export type Role = keyof typeof permissionsOfRole;
export type Permission = (typeof permissionsOfRole)[Role][number];

export const roles = Object.keys(permissionsOfRole) as [Role, ...Role[]];

/** All that the named roles may do together. */
export function permissionsOf(names: readonly Role[]): ReadonlySet<Permission> {
  return new Set(names.flatMap((name): readonly Permission[] => permissionsOfRole[name]));
}
