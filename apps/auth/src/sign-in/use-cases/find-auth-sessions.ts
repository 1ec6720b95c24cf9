import { Clock, InjectStore, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { AuthSession } from '../domain/auth-session.js';
import { RequireLiveSession } from './require-live-session.js';

/** The caller's live sign-ins, newest first; at most five. Throws 401 AUTH_SESSION_REVOKED. */
@Injectable()
export class FindAuthSessions {
  constructor(
    @InjectStore(AuthSession) private readonly sessions: Store<AuthSession>,
    private readonly requireLiveSession: RequireLiveSession,
    private readonly clock: Clock,
  ) {}

  async run(principal: Principal): Promise<readonly AuthSession[]> {
    await this.requireLiveSession.run(principal);
    return this.sessions.findBy(
      { personId: principal.id, endedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) },
      { order: { id: 'DESC' } },
    );
  }
}
