/** The simulator's time: the machine's, moved by an offset that tests set. Timers and time-outs stay real. */
export class Clock {
  private offset = 0;

  /** Moves this clock to the machine's time plus `offsetMs`; 0 sets it right again. */
  setOffset(offsetMs: number): void {
    this.offset = offsetMs;
  }

  get offsetMs(): number {
    return this.offset;
  }

  /** The simulated time now. */
  now(): Date {
    return new Date(Date.now() + this.offset);
  }

  /** The simulated time in whole Unix seconds, the form of Razorpay's `created_at`. */
  seconds(): number {
    return Math.floor((Date.now() + this.offset) / 1000);
  }
}
