import {
  AuthSessionEnded,
  changeProfileBody,
  profileAnswer,
  VersionConflict,
  type ChangeProfileBody,
  type ProfileAnswer,
} from '@chowk/contracts';
import { Answers, CurrentPrincipal, IfMatch, OperationId, Permit, Summary, type Principal } from '@chowk/kit';
import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ChangeProfile } from '../use-cases/change-profile.js';
import { FindProfile } from '../use-cases/find-profile.js';
import { profileView } from './profile.view.js';

@Controller('users/profile')
export class ProfileController {
  constructor(
    private readonly findProfile: FindProfile,
    private readonly changeProfile: ChangeProfile,
  ) {}

  @Get()
  @Permit('profile:own')
  @OperationId('getMyProfile')
  @Summary('What is kept about me', 'Name, language, and the phone or e-mail address the caller signs in with.')
  @Answers(profileAnswer, AuthSessionEnded)
  async read(@CurrentPrincipal() who: Principal): Promise<ProfileAnswer> {
    return profileView(await this.findProfile.run(who));
  }

  @Patch()
  @Permit('profile:own')
  @OperationId('changeMyProfile')
  @Summary(
    'Change my name or language',
    'Fields that are left out stay as they are. The phone number is proved by signing in and cannot be changed here.',
  )
  @Answers(profileAnswer, AuthSessionEnded, VersionConflict)
  async change(
    @CurrentPrincipal() who: Principal,
    @Body({ schema: changeProfileBody }) body: ChangeProfileBody,
    @IfMatch() version: number | undefined,
  ): Promise<ProfileAnswer> {
    return profileView(await this.changeProfile.run(who, body, version));
  }
}
