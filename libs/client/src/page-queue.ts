import { pause } from './pause.js';

/** Events that may wait while a list is read; more are let go, and the list is read once more. */
const longest = 10_000;
const firstPauseMs = 500;
const longestPauseMs = 8_000;

export interface PageWork<Event> {
  /** Reads the list anew. */
  readonly load: () => void | Promise<void>;
  readonly event: (event: Event) => void | Promise<void>;
  /** Something the page did failed. */
  readonly trouble: (error: unknown) => void;
}

/** Hands a page its work in order, one after the other: lists to read and events, which wait while a list is read. */
export class PageQueue<Event> {
  #waiting: ({ readonly event: Event } | 'load')[] = [];
  #isWorking = false;
  readonly #closing = new AbortController();

  constructor(private readonly page: PageWork<Event>) {}

  /** A list that is still to be read is read for this reason, too. */
  load(): void {
    if (!this.#waiting.includes('load')) this.#waiting.push('load');
    void this.#work();
  }

  tell(event: Event): void {
    if (this.#waiting.length >= longest) this.#waiting = ['load'];
    else this.#waiting.push({ event });
    void this.#work();
  }

  close(): void {
    this.#closing.abort();
    this.#waiting = [];
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (next === 'load') await this.#read();
      else await this.#hand(next.event);
    }
    this.#isWorking = false;
  }

  async #hand(event: Event): Promise<void> {
    try {
      await this.page.event(event);
    } catch (error) {
      this.page.trouble(error);
    }
  }

  /** Until it is read: without its list a screen is wrong for good. */
  async #read(): Promise<void> {
    for (let pauseMs = firstPauseMs; !this.#closing.signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return await this.page.load();
      } catch (error) {
        this.page.trouble(error);
      }
      // Ended by closing, which is no trouble
      await pause(pauseMs, this.#closing.signal).catch(() => undefined);
    }
  }
}
