import { randomBytes } from 'node:crypto';
import type { Clock } from '../control/clock.js';
import type { RazorpayAccount } from './accounts.js';
import { accountIdentifier, newIdentifier } from './identifier.js';
import type { RazorpayBooks } from './razorpay-books.js';
import { webhookSignature } from './signatures.js';
import type { Attempt, Delivery } from './webhook-delivery.js';
import { webhookBody, type WebhookEvent } from './webhook-event.js';
import { WebhookMode } from './webhook-mode.js';

/** How patient the sender is. */
export interface WebhookPatience {
  /** Milliseconds a receiver has to answer. */
  readonly timeoutMs: number;
  /** Milliseconds before each further try; after the last one the webhook is abandoned. */
  readonly retryDelaysMs: readonly number[];
}

/** Razorpay's 5 s to answer; its 24 hours of exponential retries shortened to about a minute. */
export const DEFAULT_PATIENCE: WebhookPatience = {
  timeoutMs: 5000,
  retryDelaysMs: [500, 1000, 2000, 4000, 8000, 16_000, 32_000],
};

/** The log keeps this many webhooks; older ones that are done are forgotten. */
const MOST_KEPT = 5000;

/**
 * Hands webhooks to the merchants: at least once, first tries of one order in their order, each further try on its own.
 * What is on its way is in the books, so that a restarted simulator goes on with it.
 */
export class WebhookSender {
  readonly mode = new WebhookMode();
  private readonly stopping = new AbortController();
  private readonly queues = new Map<string, Promise<void>>();
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly books: RazorpayBooks,
    private readonly clock: Clock,
    private readonly patience: WebhookPatience,
  ) {}

  /**
   * The deliveries of these events under the present mode, in the order in which they go out; none of those that the
   * account does not take. The caller writes them to the books together with what happened, then calls `dispatch`.
   */
  prepare(account: RazorpayAccount, events: readonly WebhookEvent[]): Delivery[] {
    const { webhookUrl, webhookSecret, webhookEvents } = account;
    if (webhookUrl === undefined || webhookSecret === undefined) return [];
    let reversed = false;
    const wanted = events.filter(({ event }) => webhookEvents?.includes(event) ?? true);
    const deliveries = wanted.map((event): Delivery => {
      const { mode, copies } = this.mode.take();
      reversed ||= mode === 'reorder';
      const body = webhookBody(event, accountIdentifier(account.keyId), this.clock.seconds());
      return {
        eventId: newIdentifier(''),
        keyId: account.keyId,
        event: event.event,
        orderId: event.payment.order_id,
        url: webhookUrl,
        body,
        signature: webhookSignature(mode === 'forge' ? randomBytes(16).toString('hex') : webhookSecret, body),
        state: mode === 'hold' ? 'held' : mode === 'lose' ? 'lost' : 'pending',
        copies,
        createdAt: this.clock.now().toISOString(),
        attempts: [],
      };
    });
    return reversed ? deliveries.reverse() : deliveries;
  }

  /** Starts to send those that are pending; returns at once. */
  dispatch(deliveries: readonly Delivery[]): void {
    for (const { eventId, orderId, state } of deliveries) {
      if (state !== 'pending') continue;
      const queue = (this.queues.get(orderId) ?? Promise.resolve()).then(() => this.attempt(eventId));
      this.queues.set(orderId, queue);
      void queue.then(() => {
        if (this.queues.get(orderId) === queue) this.queues.delete(orderId);
      });
    }
    this.forgetOldest();
  }

  /** Sends what mode `hold` kept, oldest first or, reversed, newest first; returns how many. */
  release(reversed: boolean): number {
    const held = this.books.deliveries.values().filter((delivery) => delivery.state === 'held');
    if (reversed) held.reverse();
    const pending = held.map((delivery): Delivery => ({ ...delivery, state: 'pending' }));
    this.books.write(pending.map((delivery) => this.books.putDelivery(delivery)));
    this.dispatch(pending);
    return pending.length;
  }

  /** Goes on with what was on its way when the simulator stopped. */
  resume(): void {
    this.dispatch(this.books.deliveries.values());
  }

  /** Forgets waiting tries and the mode; called when the books are emptied. */
  reset(): void {
    this.mode.reset();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  /** Cuts what is being sent and waits until it has ended. */
  async close(): Promise<void> {
    this.stopping.abort();
    this.reset();
    await Promise.all(this.queues.values());
  }

  private async attempt(eventId: string): Promise<void> {
    const delivery = this.books.deliveries.get(eventId);
    if (delivery === undefined || this.stopping.signal.aborted) return;
    const made = await Promise.all(Array.from({ length: delivery.copies }, () => this.post(delivery)));
    // The books may have been emptied, or the simulator closed, while the receiver was thinking.
    if (this.books.deliveries.get(eventId) === undefined || this.stopping.signal.aborted) return;
    const attempts = [...delivery.attempts, ...made];
    const delivered = made.some(({ status }) => status !== null && status >= 200 && status < 300);
    const wait = this.patience.retryDelaysMs[attempts.length / delivery.copies - 1];
    const state = delivered ? 'delivered' : wait === undefined ? 'abandoned' : 'pending';
    this.books.write([this.books.putDelivery({ ...delivery, attempts, state })]);
    if (state === 'pending') this.retry(eventId, wait ?? 0);
  }

  private retry(eventId: string, waitMs: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(eventId);
      const queue = this.attempt(eventId);
      this.queues.set(eventId, queue);
      void queue.then(() => this.queues.delete(eventId));
    }, waitMs);
    this.timers.set(eventId, timer);
  }

  private async post(delivery: Delivery): Promise<Attempt> {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Razorpay-Webhook/v1',
      'x-razorpay-signature': delivery.signature,
      'x-razorpay-event-id': delivery.eventId,
    };
    const sentAt = this.clock.now().toISOString();
    const started = performance.now();
    const took = () => Math.round(performance.now() - started);
    try {
      const response = await fetch(delivery.url, {
        method: 'POST',
        headers,
        body: delivery.body,
        redirect: 'manual',
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(this.patience.timeoutMs)]),
      });
      const answer = (await response.text()).slice(0, 2000);
      return { sentAt, headers, status: response.status, answer, error: null, tookMs: took() };
    } catch (error) {
      return { sentAt, headers, status: null, answer: null, error: reason(error), tookMs: took() };
    }
  }

  private forgetOldest(): void {
    const excess = this.books.deliveries.size - MOST_KEPT;
    if (excess <= 0) return;
    const done = this.books.deliveries.values().filter(({ state }) => state !== 'pending' && state !== 'held');
    this.books.write(done.slice(0, excess).map(({ eventId }) => this.books.dropDelivery(eventId)));
  }
}

/** What fetch hides in `cause` is what one wants to read: ECONNREFUSED, not "fetch failed". */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
