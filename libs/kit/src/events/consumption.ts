import type { WireMessage } from './wire.js';

/** What the transport hands messages to. */
export interface Consumption {
  /**
   * Takes messages of one partition in their order and tells how many of them are settled; those behind them wait for the
   * database. Never rejects for a reason that lies in a message.
   */
  deliver(run: readonly WireMessage[]): Promise<number>;
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
