import { PermissionDenied } from '@chowk/contracts';
import { refuse, type Principal } from '@chowk/kit';

/**
 * What somebody does to the business or to an account needs their password: a few digits typed on a shared tablet open its outlet for two
 * minutes, no more. Throws 403 PERMISSION_DENIED for who acts by PIN.
 */
export function requirePassword(principal: Principal): void {
  if (principal.deviceId !== undefined) throw refuse(PermissionDenied, { signIn: 'by password' });
}
