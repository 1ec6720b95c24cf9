import {
  AuthCredentialsInvalid,
  AuthLocked,
  signedIn,
  staffLoginBody,
  type SignedIn,
  type StaffLoginBody,
} from '@chowk/contracts';
import { Answers, OperationId, Public, Summary } from '@chowk/kit';
import { Body, Controller, Post } from '@nestjs/common';
import { SignInStaff } from '../use-cases/sign-in-staff.js';

@Controller('auth/staff')
export class StaffSignInController {
  constructor(private readonly signInStaff: SignInStaff) {}

  @Post('login')
  @Public()
  @OperationId('signInStaff')
  @Summary(
    'Sign in as staff, by e-mail address or user name',
    'Answers an access token (15 minutes) and a refresh token. Wrong names and wrong passwords are refused alike; after several failures the sign-in is locked for a while.',
  )
  @Answers(signedIn, AuthCredentialsInvalid, AuthLocked)
  login(@Body({ schema: staffLoginBody }) body: StaffLoginBody): Promise<SignedIn> {
    return this.signInStaff.run(body);
  }
}
