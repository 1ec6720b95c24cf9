import { AuthSessionEnded } from '@chowk/contracts';
import { Clock, InjectStore, refuse, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { AuthSession } from '../domain/auth-session.js';

/**
 * The sign-in a call was made with. Its token may outlive it by minutes; here the truth is at hand, so a call with an ended
 * one throws 401 AUTH_SESSION_REVOKED at once.
 */
@Injectable()
export class RequireLiveSession {
  constructor(
    @InjectStore(AuthSession) private readonly sessions: Store<AuthSession>,
    private readonly clock: Clock,
  ) {}

  async run({ sessionId }: Principal): Promise<AuthSession> {
    const session = await this.sessions.find(sessionId);
    if (!session?.isLive(this.clock.now())) throw refuse(AuthSessionEnded);
    return session;
  }
}
