import { socketLimits } from '@chowk/contracts';

/** A screen sends a handful in an hour. */
const { perSecond } = socketLimits;
/** Refusals within the second after which the connection is cut. */
const patience = 100;

/** Counts what one client sends, second by second. */
export class Pace {
  #second = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Another event came: take it, refuse it, or refuse it and hang up. */
  count(): 'take' | 'refuse' | 'hang-up' {
    const now = this.now();
    if (now - this.#second >= 1_000) {
      this.#second = now;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count <= perSecond) return 'take';
    return this.#count <= perSecond + patience ? 'refuse' : 'hang-up';
  }
}
