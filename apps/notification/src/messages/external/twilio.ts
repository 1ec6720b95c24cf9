import type { ConfigOf } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import twilio from 'twilio';
import { notificationConfig } from '../../config.js';
import { Sms, type SmsOutcome, type SmsText } from './sms.js';

const twilioHost = 'https://api.twilio.com';
/** Connections that were never made: nothing can have been sent. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Text messages by Twilio's REST API (2010-04-01), with its official client. It has no idempotency key for messages. */
@Injectable()
export class Twilio extends Sms {
  readonly #client: ReturnType<typeof twilio>;
  readonly #from: string;

  constructor(@Inject(notificationConfig.token) config: ConfigOf<typeof notificationConfig>) {
    super();
    const { TWILIO_URL, SMS_TIMEOUT_MS, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM } = config;
    const httpClient = new twilio.RequestClient({ timeout: SMS_TIMEOUT_MS });
    // The client's host is a constant, and its time-out is one of silence; the signal bounds the whole try.
    httpClient.axios.interceptors.request.use((request) => {
      request.url = (request.url ?? '').replace(twilioHost, TWILIO_URL.replace(/\/$/, ''));
      request.signal = AbortSignal.timeout(SMS_TIMEOUT_MS);
      return request;
    });
    this.#client = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, { httpClient });
    this.#from = TWILIO_FROM;
  }

  async send({ to, text }: SmsText): Promise<SmsOutcome> {
    try {
      const { sid } = await this.#client.messages.create({ to, from: this.#from, body: text });
      return { kind: 'sent', providerId: sid };
    } catch (error) {
      return outcomeOf(error);
    }
  }
}

/** Twilio's refusals by status, and broken lines by whether a connection was ever there. */
export function outcomeOf(error: unknown): SmsOutcome {
  if (error instanceof twilio.RestException) {
    const reason = `TWILIO_${error.code ?? error.status}`;
    // Wrong keys and too many calls are ours to mend, not the message's fault.
    const isWorthAnother = error.status >= 500 || [401, 403, 408, 429].includes(error.status);
    return isWorthAnother ? { kind: 'not-sent', reason } : { kind: 'refused', reason };
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'NO_ANSWER';
  return neverConnected.has(code) ? { kind: 'not-sent', reason: code } : { kind: 'unknown', reason: code };
}
