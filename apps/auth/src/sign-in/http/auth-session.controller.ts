import {
  AuthRefreshInvalid,
  AuthRefreshReused,
  AuthSessionEnded,
  authSessionAnswer,
  me,
  NotFound,
  refreshBody,
  signedIn,
  TenantSuspended,
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
  OperationId,
  Permit,
  Succeeds,
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
  @OperationId('refreshSession')
  @Summary(
    'Renew a sign-in',
    'A refresh token is good for one renewal: keep the new one at once. The same token within 30 seconds gets the same answer again, for the case that it was lost; later it ends the whole sign-in (`AUTH_REFRESH_REUSED`), since somebody else may have it.',
  )
  @Answers(signedIn, AuthRefreshInvalid, AuthRefreshReused, AuthSessionEnded, TenantSuspended)
  refresh(@Body({ schema: refreshBody }) { refreshToken }: RefreshBody): Promise<SignedIn> {
    return this.refreshAuthSession.run(refreshToken);
  }

  @Post('logout')
  @Permit('auth-session:own')
  @OperationId('signOut')
  @Summary(
    'End this sign-in',
    'The refresh token is worthless at once; access tokens run out within 15 minutes, and sockets of the sign-in are closed.',
  )
  @Succeeds('no-content')
  async logout(@CurrentPrincipal() who: Principal): Promise<Answer> {
    requirePassword(who);
    await this.endAuthSession.run(who, who.sessionId);
    return noContent();
  }

  @Post('logout-all')
  @Permit('auth-session:own')
  @OperationId('signOutEverywhere')
  @Summary('End all my sign-ins', 'Ends every sign-in of the caller, on all devices, this one too.')
  @Succeeds('no-content')
  async logoutAll(@CurrentPrincipal() who: Principal): Promise<Answer> {
    requirePassword(who);
    await this.endSessionsOf.run(who.id, 'LOGOUT_ALL');
    return noContent();
  }

  @Get('me')
  @Permit('auth-session:own')
  @OperationId('getMe')
  @Summary(
    'Who I am and what I may do',
    'The person behind the token: roles, permissions, outlets they may enter and the business they belong to. Screens show what `permissions` allow and nothing else.',
  )
  @Answers(me, AuthSessionEnded)
  me(@CurrentPrincipal() who: Principal): Promise<Me> {
    return this.findMe.run(who);
  }

  @Get('sessions')
  @Permit('auth-session:own')
  @OperationId('listMySessions')
  @Summary(
    'My live sign-ins',
    'The sign-ins of the caller that are still alive, each with its device and when it was last used; `current` marks the one of this call.',
  )
  @Answers(authSessionAnswer.array(), AuthSessionEnded)
  async sessions(@CurrentPrincipal() who: Principal): Promise<readonly AuthSessionAnswer[]> {
    const sessions = await this.findAuthSessions.run(who);
    return sessions.map((session) => authSessionView(session, who));
  }

  @Delete('sessions/:id')
  @Permit('auth-session:own')
  @OperationId('endMySession')
  @Summary(
    'End one of my sign-ins',
    'For a lost phone: that sign-in cannot be renewed any more. A sign-in of somebody else is 404.',
  )
  @Succeeds('no-content')
  @Answers(undefined, NotFound)
  async end(@CurrentPrincipal() who: Principal, @Param('id') id: string): Promise<Answer> {
    requirePassword(who);
    await this.endAuthSession.run(who, id);
    return noContent();
  }
}
