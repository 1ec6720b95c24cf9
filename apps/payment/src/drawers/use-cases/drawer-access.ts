import { NotFound, PermissionDenied } from '@chowk/contracts';
import { refuse, type Principal } from '@chowk/kit';
import type { Drawer } from '../domain/drawer.js';

/**
 * Cashiers handle their own drawer, whoever closes the day every drawer of the outlet. Throws NOT_FOUND for a drawer of an
 * outlet that the caller may not enter, PERMISSION_DENIED for a colleague's.
 */
export function mayHandle({ outletId, cashierId }: Pick<Drawer, 'outletId' | 'cashierId'>, who: Principal): void {
  if (!who.mayEnter(outletId)) throw refuse(NotFound);
  if (cashierId !== who.id && !who.can('day:close')) throw refuse(PermissionDenied, { permissions: ['day:close'] });
}
