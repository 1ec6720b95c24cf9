import {
  OtpInvalid,
  OtpLocked,
  otpRequested,
  requestOtpBody,
  signedIn,
  verifyOtpBody,
  type OtpRequestedAnswer,
  type RequestOtpBody,
  type SignedIn,
  type VerifyOtpBody,
} from '@chowk/contracts';
import { accepted, Answers, OperationId, Public, Succeeds, Summary, type Answer } from '@chowk/kit';
import { Body, Controller, Post } from '@nestjs/common';
import { RequestOtp } from '../use-cases/request-otp.js';
import { VerifyOtp } from '../use-cases/verify-otp.js';

@Controller('auth/customer')
export class CustomerSignInController {
  constructor(
    private readonly requestOtp: RequestOtp,
    private readonly verifyOtp: VerifyOtp,
  ) {}

  @Post('request-otp')
  @Public()
  @OperationId('requestOtp')
  @Summary(
    'Send a one-time code to a phone',
    'Sends six digits by SMS. The answer is the same whether the phone is known or not, and says when the code expires and from when another one may be asked for. A customer who signs in for the first time is registered by it.',
  )
  @Succeeds('accepted-unseen')
  @Answers(otpRequested)
  async request(@Body({ schema: requestOtpBody }) body: RequestOtpBody): Promise<Answer<OtpRequestedAnswer>> {
    return accepted(await this.requestOtp.run(body));
  }

  @Post('verify-otp')
  @Public()
  @OperationId('verifyOtp')
  @Summary(
    'Sign in with the code that was sent',
    'Answers an access token (15 minutes) and a refresh token. Too many wrong codes lock the code: a new one has to be requested. `device` is the name the sign-in has in the list of sign-ins.',
  )
  @Answers(signedIn, OtpInvalid, OtpLocked)
  verify(@Body({ schema: verifyOtpBody }) body: VerifyOtpBody): Promise<SignedIn> {
    return this.verifyOtp.run(body);
  }
}
