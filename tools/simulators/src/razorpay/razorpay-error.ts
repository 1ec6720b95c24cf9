import type { Answer } from '../server/call.js';

/** What Razorpay's error body may say beside code and description. */
export interface ErrorDetail {
  readonly field?: string;
  readonly source?: string;
  readonly step?: string;
  readonly reason?: string;
}

/** A refusal in Razorpay's form (razorpay.com/docs/errors): HTTP status and `{error: {code, description, ...}}`. */
export class RazorpayError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly description: string,
    readonly detail: ErrorDetail = {},
  ) {
    super(description);
  }

  answer(): Answer {
    const { source = 'NA', step = 'NA', reason = 'NA', field } = this.detail;
    return {
      status: this.status,
      body: {
        error: {
          code: this.code,
          description: this.description,
          source,
          step,
          reason,
          metadata: {},
          ...(field === undefined ? {} : { field }),
        },
      },
      ...(this.status === 401 ? { headers: { 'www-authenticate': 'Basic realm="Razorpay"' } } : {}),
    };
  }
}

/** A request that breaks a rule of the API: HTTP 400. */
export function badRequest(description: string, detail: ErrorDetail = {}): RazorpayError {
  return new RazorpayError(400, 'BAD_REQUEST_ERROR', description, detail);
}

/** A request whose `field` is wrong: HTTP 400 with the field's name. */
export function invalidField(field: string, description: string): RazorpayError {
  return badRequest(description, {
    field,
    source: 'business',
    step: 'payment_initiation',
    reason: 'input_validation_failed',
  });
}

/** What Razorpay answers when it is in trouble, for planted failures. */
export function planted(status: number): RazorpayError {
  if (status === 429) return new RazorpayError(429, 'BAD_REQUEST_ERROR', 'Request failed: too many requests');
  if (status < 500) return new RazorpayError(status, 'BAD_REQUEST_ERROR', 'The request could not be completed');
  if (status === 502 || status === 504) {
    return new RazorpayError(status, 'GATEWAY_ERROR', 'The gateway request timed out');
  }
  return new RazorpayError(
    status,
    'SERVER_ERROR',
    'We are facing some trouble completing your request at the moment. Please try again shortly.',
  );
}
