import { randomBytes } from 'node:crypto';
import type { Clock } from '../control/clock.js';
import { ControlError } from '../control/control-error.js';
import { wholeNumber } from '../control/faults.js';
import type { JsonObject } from '../server/json.js';
import type { KeptMessage, MessageOutcome, MessageStatus } from './kept-message.js';
import { countSegments, readMessageRequest } from './message-request.js';
import { postStatus } from './status-callbacks.js';
import type { TwilioAccount } from './twilio-account.js';
import type { TwilioBooks } from './twilio-books.js';
import { TwilioError } from './twilio-error.js';

const OUTCOMES = ['delivered', 'undelivered', 'failed'] as const;
/** Unreachable handset: what undelivered messages carry unless told otherwise (twilio.com/docs/api/errors/30003). */
const UNREACHABLE_HANDSET = 30003;

/** How the next messages end, and for how many of them. */
interface Fate {
  readonly outcome: MessageOutcome;
  readonly errorCode: number | null;
  readonly left: number;
}

const DELIVERED: Fate = { outcome: 'delivered', errorCode: null, left: Number.POSITIVE_INFINITY };

/** The messages of all accounts, and the network that carries them to the phones. */
export class Messages {
  private fate: Fate = DELIVERED;
  private readonly stopping = new AbortController();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly posting = new Set<Promise<void>>();

  constructor(
    private readonly books: TwilioBooks,
    private readonly clock: Clock,
    private readonly accounts: ReadonlyMap<string, TwilioAccount>,
    private readonly stepMs: number,
  ) {}

  /** Takes a message: queued now, sent and then delivered one step each later. Throws TwilioError 400 for a bad form. */
  create(account: TwilioAccount, form: URLSearchParams): KeptMessage {
    const request = readMessageRequest(form, account.senders ?? []);
    const now = this.clock.now().toISOString();
    const { outcome, errorCode } = this.takeFate();
    const message: KeptMessage = {
      ...request,
      sid: `SM${randomBytes(16).toString('hex')}`,
      accountSid: account.sid,
      segments: countSegments(request.body),
      status: 'queued',
      outcome,
      errorCode,
      createdAt: now,
      updatedAt: now,
      sentAt: null,
    };
    this.books.putMessage(message);
    this.later(message.sid);
    return message;
  }

  /** The account's message; throws TwilioError 404 when it has none of this sid. */
  fetch(account: TwilioAccount, sid: string, path: string): KeptMessage {
    const message = this.books.messages.get(sid);
    if (message?.accountSid === account.sid) return message;
    throw new TwilioError(404, 20404, `The requested resource ${path} was not found`);
  }

  /** What a phone got, oldest first; all phones without `to`. Undelivered messages are not in it. */
  inbox(to: string | undefined): Record<string, unknown>[] {
    return this.books.messages
      .values()
      .filter((message) => message.outcome === 'delivered' && (to === undefined || message.to === to))
      .map(({ sid, to: phone, from, body, createdAt }) => ({ sid, to: phone, from, body, sentAt: createdAt }));
  }

  /** Takes `{outcome, errorCode?, times?}` of a control call: how the next messages end. Throws ControlError 400. */
  setFate(body: JsonObject): void {
    const { outcome, errorCode = UNREACHABLE_HANDSET, times } = body;
    const known = OUTCOMES.find((name) => name === outcome);
    if (known === undefined) throw new ControlError(400, `outcome is one of ${OUTCOMES.join(', ')}`);
    this.fate = {
      outcome: known,
      errorCode: known === 'delivered' ? null : wholeNumber('errorCode', errorCode, 1, 99_999),
      left: times === undefined ? Number.POSITIVE_INFINITY : wholeNumber('times', times, 1, 1_000_000),
    };
  }

  /** Carries on with messages that were under way when the simulator stopped. */
  resume(): void {
    for (const { sid, status } of this.books.messages.values()) {
      if (status === 'queued' || status === 'sent') this.later(sid);
    }
  }

  /** Forgets what is under way; called when the books are emptied. */
  reset(): void {
    this.fate = DELIVERED;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** Stops carrying and waits until callbacks under way have ended. */
  async close(): Promise<void> {
    this.stopping.abort();
    this.reset();
    await Promise.all(this.posting);
  }

  private takeFate(): Fate {
    const fate = this.fate;
    this.fate = fate.left <= 1 ? DELIVERED : { ...fate, left: fate.left - 1 };
    return fate;
  }

  private later(sid: string): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      const step = this.step(sid);
      this.posting.add(step);
      void step.then(() => this.posting.delete(step));
    }, this.stepMs);
    this.timers.add(timer);
  }

  /** queued becomes sent, sent becomes the outcome; each is told to the callback before the next. */
  private async step(sid: string): Promise<void> {
    const before = this.books.messages.get(sid);
    if (before === undefined) return;
    const now = this.clock.now().toISOString();
    const status: MessageStatus = before.status === 'queued' && before.outcome !== 'failed' ? 'sent' : before.outcome;
    const message: KeptMessage = { ...before, status, updatedAt: now, sentAt: before.sentAt ?? now };
    this.books.putMessage(message);
    const account = this.accounts.get(message.accountSid);
    if (message.statusCallback !== null && account !== undefined) {
      const { authToken } = account;
      const callback = await postStatus(message, message.statusCallback, authToken, this.clock, this.stopping.signal);
      if (this.stopping.signal.aborted || this.books.messages.get(sid) === undefined) return;
      this.books.putCallback(callback);
    }
    if (status === 'sent' && !this.stopping.signal.aborted) this.later(sid);
  }
}
