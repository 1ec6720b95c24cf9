import type { Clock } from '../control/clock.js';
import type { KeptMessage, MessageStatus } from './kept-message.js';
import { twilioSignature } from './signatures.js';

/** One status callback: what was posted where, and what came back. Twilio tries it once. */
export interface StatusCallback {
  readonly messageSid: string;
  readonly status: MessageStatus;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly signature: string;
  readonly sentAt: string;
  /** HTTP status of the answer, null when none came. */
  readonly answerStatus: number | null;
  /** Why no answer came, null when one did. */
  readonly error: string | null;
}

/** Milliseconds a receiver has to answer: Twilio's 15 s. */
const TIMEOUT_MS = 15_000;

/** Posts the message's present status to its StatusCallback, signed with the account's token; never rejects. */
export async function postStatus(
  message: KeptMessage,
  url: string,
  authToken: string,
  clock: Clock,
  stopping: AbortSignal,
): Promise<StatusCallback> {
  const params: Record<string, string> = {
    AccountSid: message.accountSid,
    ApiVersion: '2010-04-01',
    From: message.from,
    MessageSid: message.sid,
    MessageStatus: message.status,
    SmsSid: message.sid,
    SmsStatus: message.status,
    To: message.to,
    ...(message.status === 'undelivered' || message.status === 'failed'
      ? { ErrorCode: String(message.errorCode) }
      : {}),
  };
  const signature = twilioSignature(authToken, url, params);
  const sent = {
    messageSid: message.sid,
    status: message.status,
    url,
    params,
    signature,
    sentAt: clock.now().toISOString(),
  };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'user-agent': 'TwilioProxy/1.1', 'x-twilio-signature': signature },
      body: new URLSearchParams(params),
      redirect: 'manual',
      signal: AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.arrayBuffer();
    return { ...sent, answerStatus: response.status, error: null };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { ...sent, answerStatus: null, error: cause instanceof Error ? cause.message : String(cause) };
  }
}
