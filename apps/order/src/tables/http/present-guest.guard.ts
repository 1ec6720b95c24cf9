import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AuthSessionEnded } from '@chowk/contracts';
import { callOf, InjectStore, refuse, runInCall, Store, type HttpRequest } from '@chowk/kit';
import { TableSession } from '../domain/table-session.js';

/**
 * A guest is one as long as the table's session is open. The gateway refuses the tokens of closed sessions too, a moment later:
 * here the row itself is asked.
 */
@Injectable()
export class PresentGuestGuard implements CanActivate {
  constructor(@InjectStore(TableSession) private readonly sessions: Store<TableSession>) {}

  /** Throws AUTH_SESSION_REVOKED. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { principal, tenantId } = callOf(context.switchToHttp().getRequest<HttpRequest>());
    if (principal?.kind !== 'guest') return true;
    const { tableSessionId } = principal;
    if (tableSessionId === undefined) throw refuse(AuthSessionEnded);
    const session = await runInCall({ tenantId }, () => this.sessions.find(tableSessionId));
    if (session?.status !== 'OPEN') throw refuse(AuthSessionEnded);
    return true;
  }
}
