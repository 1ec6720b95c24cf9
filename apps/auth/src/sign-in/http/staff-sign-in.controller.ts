import {
  AuthCredentialsInvalid,
  AuthLocked,
  signedIn,
  staffLoginBody,
  type SignedIn,
  type StaffLoginBody,
} from '@chowk/contracts';
import { Answers, Public, Summary } from '@chowk/kit';
import { Body, Controller, Post } from '@nestjs/common';
import { SignInStaff } from '../use-cases/sign-in-staff.js';

@Controller('auth/staff')
export class StaffSignInController {
  constructor(private readonly signInStaff: SignInStaff) {}

  @Post('login')
  @Public()
  @Summary('Sign in as staff, by e-mail address or user name')
  @Answers(signedIn, AuthCredentialsInvalid, AuthLocked)
  login(@Body({ schema: staffLoginBody }) body: StaffLoginBody): Promise<SignedIn> {
    return this.signInStaff.run(body);
  }
}
