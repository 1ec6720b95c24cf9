import { Clock, Database, InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { AuthSession, type EndReason } from '../domain/auth-session.js';

/** Ends every live sign-in of a person in one transaction, or in the one that is open. */
@Injectable()
export class EndSessionsOf {
  constructor(
    @InjectStore(AuthSession) private readonly sessions: Store<AuthSession>,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async run(personId: string, reason: EndReason): Promise<void> {
    await this.database.transaction(async () => {
      const now = this.clock.now();
      const live = await this.sessions.findBy(
        { personId, endedAt: IsNull(), expiresAt: MoreThan(now) },
        { order: { id: 'ASC' } },
      );
      for (const { id } of live) await this.sessions.change(id, (session) => session.end(reason, now));
    });
  }
}
