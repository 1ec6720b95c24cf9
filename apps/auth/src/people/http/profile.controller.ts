import {
  AuthSessionEnded,
  changeProfileBody,
  profileAnswer,
  VersionConflict,
  type ChangeProfileBody,
  type ProfileAnswer,
} from '@chowk/contracts';
import { Answers, CurrentPrincipal, IfMatch, Permit, Summary, type Principal } from '@chowk/kit';
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
  @Summary('What is kept about me')
  @Answers(profileAnswer, AuthSessionEnded)
  async read(@CurrentPrincipal() who: Principal): Promise<ProfileAnswer> {
    return profileView(await this.findProfile.run(who));
  }

  @Patch()
  @Permit('profile:own')
  @Summary('Change my name or language')
  @Answers(profileAnswer, AuthSessionEnded, VersionConflict)
  async change(
    @CurrentPrincipal() who: Principal,
    @Body({ schema: changeProfileBody }) body: ChangeProfileBody,
    @IfMatch() version: number | undefined,
  ): Promise<ProfileAnswer> {
    return profileView(await this.changeProfile.run(who, body, version));
  }
}
