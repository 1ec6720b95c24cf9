import {
  AuthRefreshInvalid,
  AuthRefreshReused,
  AuthSessionEnded,
  authSessionAnswer,
  me,
  NotFound,
  refreshBody,
  signedIn,
  type AuthSessionAnswer,
  type Me,
  type RefreshBody,
  type SignedIn,
} from '@chowk/contracts';
import {
  Answers,
  CurrentPrincipal,
  noContent,
  NoTenant,
  Permit,
  Summary,
  type Answer,
  type Principal,
} from '@chowk/kit';
import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { requirePassword } from '../domain/require-password.js';
import { EndAuthSession } from '../use-cases/end-auth-session.js';
import { EndSessionsOf } from '../use-cases/end-sessions-of.js';
import { FindAuthSessions } from '../use-cases/find-auth-sessions.js';
import { FindMe } from '../use-cases/find-me.js';
import { RefreshAuthSession } from '../use-cases/refresh-auth-session.js';
import { authSessionView } from './auth-session.view.js';

@Controller('auth')
export class AuthSessionController {
  constructor(
    private readonly refreshAuthSession: RefreshAuthSession,
    private readonly endAuthSession: EndAuthSession,
    private readonly endSessionsOf: EndSessionsOf,
    private readonly findMe: FindMe,
    private readonly findAuthSessions: FindAuthSessions,
  ) {}

  /** No tenant header is needed: the refresh token names the tenant. */
  @Post('refresh')
  @NoTenant()
  @Summary('Renew a sign-in')
  @Answers(signedIn, AuthRefreshInvalid, AuthRefreshReused, AuthSessionEnded)
  refresh(@Body({ schema: refreshBody }) { refreshToken }: RefreshBody): Promise<SignedIn> {
    return this.refreshAuthSession.run(refreshToken);
  }

  @Post('logout')
  @Permit('auth-session:own')
  @Summary('End this sign-in')
  async logout(@CurrentPrincipal() who: Principal): Promise<Answer> {
    requirePassword(who);
    await this.endAuthSession.run(who, who.sessionId);
    return noContent();
  }

  @Post('logout-all')
  @Permit('auth-session:own')
  @Summary('End all my sign-ins')
  async logoutAll(@CurrentPrincipal() who: Principal): Promise<Answer> {
    requirePassword(who);
    await this.endSessionsOf.run(who.id, 'LOGOUT_ALL');
    return noContent();
  }

  @Get('me')
  @Permit('auth-session:own')
  @Summary('Who I am and what I may do')
  @Answers(me, AuthSessionEnded)
  me(@CurrentPrincipal() who: Principal): Promise<Me> {
    return this.findMe.run(who);
  }

  @Get('sessions')
  @Permit('auth-session:own')
  @Summary('My live sign-ins')
  @Answers(authSessionAnswer.array(), AuthSessionEnded)
  async sessions(@CurrentPrincipal() who: Principal): Promise<readonly AuthSessionAnswer[]> {
    const sessions = await this.findAuthSessions.run(who);
    return sessions.map((session) => authSessionView(session, who));
  }

  @Delete('sessions/:id')
  @Permit('auth-session:own')
  @Summary('End one of my sign-ins')
  @Answers(undefined, NotFound)
  async end(@CurrentPrincipal() who: Principal, @Param('id') id: string): Promise<Answer> {
    requirePassword(who);
    await this.endAuthSession.run(who, id);
    return noContent();
  }
}
