import type { WireMessage } from './wire.js';

/** What became of a message: go on with the next, or stop this partition until the database answers again. */
export type Verdict = 'next' | 'database-away';

/** What the transport hands messages to. */
export interface Consumption {
  /** Never rejects for a reason that lies in the message. */
  deliver(message: WireMessage): Promise<Verdict>;
  /** Asked while partitions are paused. */
  databaseAnswers(): Promise<boolean>;
}

/** How far a consumer is behind the end of each topic, in messages and as the age of the oldest of them. */
export type Lag = ReadonlyMap<string, { readonly messages: number; readonly seconds: number }>;

export type ConsumerState =
  /** Trying for the first time. */
  | 'connecting'
  /** Member of its group. */
  | 'joined'
  /** Some topic it listens to does not exist; those that exist are consumed. */
  | 'waiting-for-topics'
  /** The broker does not answer; trying on with back-off. */
  | 'away'
  /** Stopped by errors that are not the broker's absence, again and again. */
  | 'crashed'
  | 'stopped';
