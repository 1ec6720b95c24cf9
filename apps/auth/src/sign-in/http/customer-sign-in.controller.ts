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
import { accepted, Answers, Public, Summary, type Answer } from '@chowk/kit';
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
  @Summary('Send a one-time code to a phone')
  @Answers(otpRequested)
  async request(@Body({ schema: requestOtpBody }) body: RequestOtpBody): Promise<Answer<OtpRequestedAnswer>> {
    return accepted(await this.requestOtp.run(body));
  }

  @Post('verify-otp')
  @Public()
  @Summary('Sign in with the code that was sent')
  @Answers(signedIn, OtpInvalid, OtpLocked)
  verify(@Body({ schema: verifyOtpBody }) body: VerifyOtpBody): Promise<SignedIn> {
    return this.verifyOtp.run(body);
  }
}
