import { MessageFailed, MessageSent } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import type { SmsOutcome } from '../external/sms.js';

export type MessageState = 'QUEUED' | 'SENT' | 'FAILED';

/** Tries in all; with the pauses between them they fit into the five minutes that a code lives. */
export const maximalAttempts = 6;
/** Tries that may have reached the person without our knowing: the first, and one more. Then we stop rather than flood a phone. */
export const maximalDoubts = 2;
/** Milliseconds after which a try that was begun and never settled counts as lost (its process died). */
export const leaseMs = 40_000;
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

export interface OtpMessage {
  /** The event's id, so that one event makes one message. */
  readonly id: string;
  readonly challengeId: string;
  readonly sealed: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

/** A message on its way out. Text and receiver stay sealed and are forgotten once it is settled. */
@Entity('outgoing_message')
export class OutgoingMessage extends Aggregate {
  @Column('text') channel!: 'SMS';
  @Column('text') purpose!: 'OTP';
  /** What it is about: the challenge of a one-time password. */
  @Column('uuid') about!: string;
  @Column('text') state!: MessageState;
  @Column('text', { nullable: true }) sealed!: string | null;
  @Column('integer') attempts!: number;
  /** Tries whose end is not known, the one under way included. */
  @Column('integer') doubts!: number;
  @Column('timestamptz') requestedAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz') nextTryAt!: Date;
  @Column('text', { nullable: true }) providerId!: string | null;
  @Column('text', { nullable: true }) failure!: string | null;

  static otp({ id, challengeId, sealed, requestedAt, expiresAt }: OtpMessage, now: Date): OutgoingMessage {
    return Object.assign(new OutgoingMessage(), {
      id,
      channel: 'SMS',
      purpose: 'OTP',
      about: challengeId,
      state: 'QUEUED',
      sealed,
      attempts: 0,
      doubts: 0,
      requestedAt,
      expiresAt,
      nextTryAt: now,
      providerId: null,
      failure: null,
    });
  }

  /** Takes the message for one try. False when there is nothing to try: settled, not due, taken by another, too late, or too doubtful. */
  begin(now: Date): boolean {
    if (this.state !== 'QUEUED' || this.nextTryAt > now) return false;
    if (this.expiresAt <= now) return this.#fail('EXPIRED');
    if (this.doubts >= maximalDoubts) return this.#fail('UNANSWERED');
    this.attempts += 1;
    this.doubts += 1;
    this.nextTryAt = new Date(now.getTime() + leaseMs);
    return true;
  }

  /** What came of the try number `attempt`. The outcome of a try that another has overtaken still counts when it was sent. */
  settle(attempt: number, outcome: SmsOutcome, now: Date): void {
    if (this.state !== 'QUEUED') return;
    if (outcome.kind === 'sent') return this.#sent(outcome.providerId);
    if (outcome.kind !== 'unknown') this.doubts -= 1;
    if (attempt !== this.attempts) return;
    if (outcome.kind === 'refused') return void this.#fail(outcome.reason);
    if (this.attempts >= maximalAttempts || this.doubts >= maximalDoubts) return void this.#fail(outcome.reason);
    const pause = Math.min(firstPauseMs * 2 ** (this.attempts - 1), longestPauseMs);
    const asked = outcome.kind === 'not-sent' ? (outcome.retryAfterMs ?? 0) : 0;
    this.nextTryAt = new Date(now.getTime() + Math.max(pause, asked));
    this.failure = outcome.reason;
  }

  /** Whole minutes for which it was valid when it was asked for. */
  get minutes(): number {
    return Math.max(1, Math.round((this.expiresAt.getTime() - this.requestedAt.getTime()) / 60_000));
  }

  #sent(providerId: string): void {
    Object.assign(this, { state: 'SENT', sealed: null, doubts: 0, providerId, failure: null });
    const { id: messageId, channel, purpose, about } = this;
    this.record(MessageSent, { messageId, channel, purpose, about });
  }

  #fail(reason: string): false {
    Object.assign(this, { state: 'FAILED', sealed: null, failure: reason });
    const { id: messageId, channel, purpose } = this;
    this.record(MessageFailed, { messageId, channel, purpose, reason });
    return false;
  }
}
