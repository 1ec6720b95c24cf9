/** One try to hand over a webhook: what was sent when, and what came back. */
export interface Attempt {
  readonly sentAt: string;
  readonly headers: Readonly<Record<string, string>>;
  /** HTTP status of the answer, null when none came. */
  readonly status: number | null;
  /** The answer's first 2,000 characters. */
  readonly answer: string | null;
  /** Why no answer came, null when one did. */
  readonly error: string | null;
  readonly tookMs: number;
}

/**
 * One webhook on its way. `pending` is tried or waits for its next try, `held` waits for release, `lost` is never sent,
 * `delivered` got a 2xx, `abandoned` got none in all its tries.
 */
export interface Delivery {
  /** The header x-razorpay-event-id, the same in all tries. */
  readonly eventId: string;
  readonly keyId: string;
  readonly event: string;
  /** The order whose webhooks keep their order in the first tries. */
  readonly orderId: string;
  readonly url: string;
  /** The bytes that are signed and sent. */
  readonly body: string;
  /** Made with the secret of the moment of the event: after a rotation queued events still carry the old one's. */
  readonly signature: string;
  readonly state: 'pending' | 'held' | 'lost' | 'delivered' | 'abandoned';
  /** How often each try sends it at once; 1 but in mode `repeat`. */
  readonly copies: number;
  readonly createdAt: string;
  readonly attempts: readonly Attempt[];
}
