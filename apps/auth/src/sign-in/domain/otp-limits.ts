/** Why a code is not sent now, and the seconds until it may be. */
export interface OtpWait {
  readonly limit: 'OTP_RESEND' | 'OTP_PER_PHONE';
  readonly seconds: number;
}

const hourMs = 3_600_000;

/** What one phone may ask for: a pause between two codes, and a number of codes in any sixty minutes. */
export function otpWait(
  sentAt: readonly Date[],
  { resendSeconds, perHour }: { resendSeconds: number; perHour: number },
  now: Date,
): OtpWait | undefined {
  const ages = sentAt.map((sent) => now.getTime() - sent.getTime()).filter((age) => age < hourMs);
  ages.sort((a, b) => a - b);
  const [youngest] = ages;
  if (youngest !== undefined && youngest < resendSeconds * 1_000)
    return { limit: 'OTP_RESEND', seconds: Math.ceil(resendSeconds - youngest / 1_000) };
  const decisive = ages[perHour - 1];
  if (decisive === undefined) return undefined;
  return { limit: 'OTP_PER_PHONE', seconds: Math.ceil((hourMs - decisive) / 1_000) };
}
