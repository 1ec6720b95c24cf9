import { Injectable } from '@nestjs/common';
import { NotFound } from '@chowk/contracts';
import { InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { TableSession } from '../domain/table-session.js';

/** Table sessions as staff of the outlet and the people at the table may see them. */
@Injectable()
export class FindTableSessions {
  constructor(@InjectStore(TableSession) private readonly sessions: Store<TableSession>) {}

  /** The session. Throws NotFound, also for sessions of others. */
  async one(id: string, who: Principal): Promise<TableSession> {
    const session = await this.sessions.get(id);
    if (!this.isSeenBy(session, who)) throw refuse(NotFound);
    return session;
  }

  private isSeenBy(session: TableSession, who: Principal): boolean {
    if (who.can('table-session:manage')) return who.mayEnter(session.outletId);
    return who.kind === 'guest' ? who.tableSessionId === session.id : session.members.includes(who.id);
  }
}
