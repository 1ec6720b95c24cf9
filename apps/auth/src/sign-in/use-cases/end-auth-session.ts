import { NotFound } from '@chowk/contracts';
import { Clock, InjectStore, refuse, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { AuthSession } from '../domain/auth-session.js';

/** Ends one of the caller's own sign-ins, this one or another. Throws 404 NOT_FOUND for those of others and for unknown ones. */
@Injectable()
export class EndAuthSession {
  constructor(
    @InjectStore(AuthSession) private readonly sessions: Store<AuthSession>,
    private readonly clock: Clock,
  ) {}

  async run(principal: Principal, sessionId: string): Promise<void> {
    await this.sessions.change(sessionId, (session) => {
      if (session.personId !== principal.id) throw refuse(NotFound);
      session.end('LOGOUT', this.clock.now());
    });
  }
}
