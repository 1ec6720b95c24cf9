import { join } from 'node:path';
import { Clock } from '../control/clock.js';
import { controlApi } from '../control/control-api.js';
import { Faults } from '../control/faults.js';
import { startServer } from '../server/simulator-server.js';
import { Accounts, type RazorpayAccount } from './accounts.js';
import { Checkout } from './checkout.js';
import { MerchantNotice } from './merchant-notice.js';
import { Orders } from './orders.js';
import { Payments } from './payments.js';
import { razorpayApi } from './razorpay-api.js';
import { RazorpayBooks } from './razorpay-books.js';
import { razorpayControl } from './razorpay-control.js';
import { planted } from './razorpay-error.js';
import { Refunds } from './refunds.js';
import { DEFAULT_PATIENCE, WebhookSender, type WebhookPatience } from './webhook-sender.js';

/** How to start a Razorpay simulator. */
export interface RazorpaySimulatorOptions {
  readonly accounts: readonly RazorpayAccount[];
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** Folder of the books (`razorpay.jsonl`); without it they live in memory. */
  readonly data?: string;
  /** How long receivers of webhooks have to answer and how often they are tried again. */
  readonly webhooks?: Partial<WebhookPatience>;
}

/** A running Razorpay simulator. */
export interface RazorpaySimulator {
  readonly url: string;
  readonly port: number;
  /** What it remembers, for tests that run in the same process. */
  readonly books: RazorpayBooks;
  /** Stops answering and sending; the books stay on disk. */
  close(): Promise<void>;
}

/** Starts a simulator of Razorpay's API and goes on with webhooks that were on their way when it last stopped. */
export async function startRazorpaySimulator(options: RazorpaySimulatorOptions): Promise<RazorpaySimulator> {
  const books = new RazorpayBooks(options.data === undefined ? undefined : join(options.data, 'razorpay.jsonl'));
  const clock = new Clock();
  const faults = new Faults();
  const accounts = new Accounts(options.accounts);
  const sender = new WebhookSender(books, clock, { ...DEFAULT_PATIENCE, ...options.webhooks });
  const notice = new MerchantNotice(books, sender);
  const orders = new Orders(books, clock);
  const payments = new Payments(books, notice);
  const refunds = new Refunds(books, payments, notice, clock);
  const checkout = new Checkout(books, accounts, notice, clock);
  const server = await startServer({
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    faults,
    api: razorpayApi({ accounts, orders, payments, refunds }),
    control: controlApi({
      faults,
      clock,
      routes: razorpayControl({ accounts, books, checkout, refunds, sender }),
      emptyBooks: () => {
        sender.reset();
        refunds.begin = 'processed';
        books.empty();
      },
    }),
    failure: (status) => planted(status).answer(),
  });
  sender.resume();
  return {
    url: server.url,
    port: server.port,
    books,
    close: async () => {
      await server.close();
      await sender.close();
      books.close();
    },
  };
}
