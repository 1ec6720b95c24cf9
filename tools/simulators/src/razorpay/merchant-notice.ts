import type { Change } from '../books/books.js';
import type { RazorpayAccount } from './accounts.js';
import type { RazorpayBooks } from './razorpay-books.js';
import type { WebhookEvent } from './webhook-event.js';
import type { WebhookSender } from './webhook-sender.js';

/** Writes what happened together with the webhooks that tell of it, then sends them: killed between, none is missing. */
export class MerchantNotice {
  constructor(
    private readonly books: RazorpayBooks,
    private readonly sender: WebhookSender,
  ) {}

  /** Remembers the changes and tells the account of the events, in this order. */
  record(account: RazorpayAccount, changes: readonly Change[], events: readonly WebhookEvent[]): void {
    const deliveries = this.sender.prepare(account, events);
    this.books.write([...changes, ...deliveries.map((delivery) => this.books.putDelivery(delivery))]);
    this.sender.dispatch(deliveries);
  }
}
