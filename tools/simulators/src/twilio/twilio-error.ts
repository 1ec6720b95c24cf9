import type { Answer } from '../server/call.js';

/** A refusal in Twilio's form: `{code, message, more_info, status}` (twilio.com/docs/api/errors). */
export class TwilioError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }

  answer(): Answer {
    return {
      status: this.status,
      body: {
        code: this.code,
        message: this.message,
        more_info: `https://www.twilio.com/docs/errors/${String(this.code)}`,
        status: this.status,
      },
      ...(this.status === 401 ? { headers: { 'www-authenticate': 'Basic realm="Twilio API"' } } : {}),
    };
  }
}

/** What Twilio answers when it is in trouble or overrun, for planted failures. */
export function planted(status: number): TwilioError {
  if (status === 429) return new TwilioError(429, 20429, 'Too Many Requests');
  if (status === 503) return new TwilioError(503, 20503, 'Service Unavailable');
  return new TwilioError(
    status,
    status >= 500 ? 20500 : 20001,
    status >= 500 ? 'Internal Server Error' : 'Bad Request',
  );
}
