/** What a generator is told to do. */
export interface LoopPlan {
  /**
   * `visit`: a guest reads the menu, orders, pays and reports back. `reads`: a guest reads menu and own orders. `calls`: such reads and now and
   * then an order, each a call of its own.
   */
  readonly work: 'visit' | 'reads' | 'calls';
  readonly gatewayUrl: string;
  readonly razorpayUrl: string;
  readonly tenant: string;
  readonly tokens: readonly string[];
  readonly cart: unknown;
  readonly ratePerSecond: number;
  readonly seconds: number;
}

/** How one piece of work ended, and when. */
export interface Piece {
  /** `done` to its end; `refused` at some call before money was taken; `failed` otherwise. */
  readonly end: 'done' | 'refused' | 'failed';
  /** From when it was due to its end. */
  readonly ms: number;
  /** Seconds from the beginning of the loop to when it was due. */
  readonly at: number;
}

/** What a generator saw. */
export interface Seen {
  readonly pieces: readonly Piece[];
  /** Milliseconds of calls answered 503 OVERLOADED or 429 RATE_LIMITED, from sending to the last byte. */
  readonly refusals: readonly number[];
  /** Refusals that did not say when to come again. */
  readonly withoutRetryAfter: number;
  /** Milliseconds of calls that were served. */
  readonly served: readonly number[];
  /** Calls that reached a service, by what came back. */
  readonly passed: number;
  /** Calls refused although the money of their order was taken. */
  readonly refusedAfterCapture: readonly string[];
  readonly failures: readonly string[];
  /** Orders whose money was taken. */
  readonly captured: readonly string[];
  /** Begun more than 100 ms late: the generator could not keep up. */
  readonly lateStarts: number;
  /** Seconds from the first call to the last answer. */
  readonly seconds: number;
  /** What the generator took for itself of the cores it shares, in CPU-seconds. */
  readonly cpuSeconds: number;
}
