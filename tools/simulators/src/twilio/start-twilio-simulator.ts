import { join } from 'node:path';
import { Clock } from '../control/clock.js';
import { controlApi } from '../control/control-api.js';
import { Faults } from '../control/faults.js';
import { startServer } from '../server/simulator-server.js';
import { Messages } from './messages.js';
import type { TwilioAccount } from './twilio-account.js';
import { twilioApi } from './twilio-api.js';
import { TwilioBooks } from './twilio-books.js';
import { twilioControl } from './twilio-control.js';
import { planted } from './twilio-error.js';

/** How to start a Twilio simulator. */
export interface TwilioSimulatorOptions {
  readonly accounts: readonly TwilioAccount[];
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** Folder of the books (`twilio.jsonl`); without it they live in memory. */
  readonly data?: string;
  /** Milliseconds from queued to sent and from sent to delivered; 50 unless given. */
  readonly stepMs?: number;
}

/** A running Twilio simulator. */
export interface TwilioSimulator {
  readonly url: string;
  readonly port: number;
  /** What it remembers, for tests that run in the same process. */
  readonly books: TwilioBooks;
  /** Stops answering and carrying; the books stay on disk. */
  close(): Promise<void>;
}

/** Starts a simulator of Twilio's Messages API and carries on with messages that were under way when it last stopped. */
export async function startTwilioSimulator(options: TwilioSimulatorOptions): Promise<TwilioSimulator> {
  const books = new TwilioBooks(options.data === undefined ? undefined : join(options.data, 'twilio.jsonl'));
  const clock = new Clock();
  const faults = new Faults();
  const accounts = new Map(options.accounts.map((account) => [account.sid, account]));
  const messages = new Messages(books, clock, accounts, options.stepMs ?? 50);
  const server = await startServer({
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    faults,
    api: twilioApi(accounts, messages),
    control: controlApi({
      faults,
      clock,
      routes: twilioControl(books, messages),
      emptyBooks: () => {
        messages.reset();
        books.empty();
      },
    }),
    failure: (status) => planted(status).answer(),
  });
  messages.resume();
  return {
    url: server.url,
    port: server.port,
    books,
    close: async () => {
      await server.close();
      await messages.close();
      books.close();
    },
  };
}
