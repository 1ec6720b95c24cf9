import { Books, type Shelf } from '../books/books.js';
import type { KeptMessage } from './kept-message.js';
import type { StatusCallback } from './status-callbacks.js';

/** All that the Twilio simulator remembers. */
export class TwilioBooks {
  private readonly books: Books;
  readonly messages: Shelf<KeptMessage>;
  readonly callbacks: Shelf<StatusCallback>;

  constructor(file?: string) {
    this.books = new Books(file);
    this.messages = this.books.shelf('message');
    this.callbacks = this.books.shelf('callback');
  }

  putMessage(message: KeptMessage): void {
    this.books.write([this.messages.change(message.sid, message)]);
  }

  putCallback(callback: StatusCallback): void {
    this.books.write([this.callbacks.change(`${callback.messageSid}/${callback.status}`, callback)]);
  }

  /** Forgets everything, on disk too. */
  empty(): void {
    this.books.empty();
  }

  close(): void {
    this.books.close();
  }
}
