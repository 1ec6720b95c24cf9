export interface SmsText {
  /** E.164. */
  readonly to: string;
  readonly text: string;
}

/** What became of one try. */
export type SmsOutcome =
  | { readonly kind: 'sent'; readonly providerId: string }
  /** Will be refused again however often. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Certainly not sent; worth another try. */
  | { readonly kind: 'not-sent'; readonly reason: string; readonly retryAfterMs?: number }
  /** The line was cut or nothing came back: it may have been sent. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Whoever carries text messages. */
export abstract class Sms {
  /** Tries once, within a bounded time. Never rejects; reasons hold neither text nor receiver. */
  abstract send(message: SmsText): Promise<SmsOutcome>;
}
