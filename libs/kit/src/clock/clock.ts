import { type BusinessDay, businessDate } from './business-date.js';

/** Thrown when somebody tries to move the clock where it must tell the truth. */
export class ClockCannotMove extends Error {
  override readonly name = 'ClockCannotMove';
  constructor() {
    super('This clock tells the real time: only the local and test profiles may move it');
  }
}

/**
 * The one source of business time; injected, so that tests and the local stack can move it. Real time unless made
 * movable, which staging and production never do.
 */
export class Clock {
  #offsetMs = 0;

  constructor(private readonly options: { readonly movable: boolean } = { movable: false }) {}

  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }

  /** How far this clock is ahead of the real time, in milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Sets the clock ahead of the real time by that many milliseconds (0: back to it). Throws {@link ClockCannotMove}. */
  setOffset(offsetMs: number): void {
    if (!this.options.movable) throw new ClockCannotMove();
    this.#offsetMs = offsetMs;
  }

  /** The business date of now at an outlet, `YYYY-MM-DD`. */
  businessDate(outlet: BusinessDay): string {
    return businessDate(this.now(), outlet);
  }
}
