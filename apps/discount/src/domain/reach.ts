import { NotFound, PermissionDenied } from '@chowk/contracts';
import { refuse, type Principal } from '@chowk/kit';

/** Outlets a rule or coupon holds at; null: at all of them. */
type Outlets = readonly string[] | null;

/** Throws NotFound for what holds only where the caller may not enter. */
export function requireReadable(outletIds: Outlets, who: Principal): void {
  if (outletIds !== null && !outletIds.some((id) => who.mayEnter(id))) throw refuse(NotFound);
}

/**
 * Throws NotFound as reading does, and PERMISSION_DENIED for what also holds where the caller may not enter: who answers for one
 * outlet does not make another's guests pay more or less.
 */
export function requireChangeable(outletIds: Outlets, who: Principal): void {
  requireReadable(outletIds, who);
  const isOwn = outletIds === null ? who.outlets === 'all' : outletIds.every((id) => who.mayEnter(id));
  if (!isOwn) throw refuse(PermissionDenied, [{ path: 'outletIds', permissions: ['discount:write'] }]);
}
