import {
  AuthSessionEnded,
  PermissionDenied,
  profileAnswer,
  setPinBody,
  type ProfileAnswer,
  type SetPinBody,
} from '@chowk/contracts';
import { Answers, CurrentPrincipal, OperationId, Permit, refuse, Summary, type Principal } from '@chowk/kit';
import { Body, Controller, Put } from '@nestjs/common';
import { requirePassword } from '../../sign-in/domain/require-password.js';
import { RequireLiveSession } from '../../sign-in/use-cases/require-live-session.js';
import { SetPin } from '../use-cases/set-pin.js';
import { profileView } from './profile.view.js';

@Controller('users/pin')
export class PinController {
  constructor(
    private readonly pins: SetPin,
    private readonly requireLiveSession: RequireLiveSession,
  ) {}

  /** Customers act on no tablet. */
  @Put()
  @Permit('profile:own')
  @OperationId('setMyPin')
  @Summary(
    'Set the PIN by which I act on shared tablets; staff alone',
    'Four to six digits for shared tablets; replaces the one the caller had. Customers act on no tablet and are refused.',
  )
  @Answers(profileAnswer, AuthSessionEnded)
  async set(
    @CurrentPrincipal() who: Principal,
    @Body({ schema: setPinBody }) { pin }: SetPinBody,
  ): Promise<ProfileAnswer> {
    if (who.kind !== 'staff') throw refuse(PermissionDenied, { kind: 'staff' });
    requirePassword(who);
    await this.requireLiveSession.run(who);
    return profileView(await this.pins.run(who, who.id, pin));
  }
}
