const REMINDER_MS = 10_000;

/** Prints what is going on, each line with the seconds since the start; `write` gets whole lines. */
export class Progress {
  #start = Date.now();
  #write;

  constructor(write = (line) => console.log(line)) {
    this.#write = write;
  }

  /** One line, or several, the further ones indented below it. */
  say(text) {
    const seconds = ((Date.now() - this.#start) / 1000).toFixed(1).padStart(6);
    const [first, ...more] = text.split('\n');
    this.#write([`[${seconds} s] ${first}`, ...more.map((line) => `             ${line}`)].join('\n'));
  }

  /** Seconds since the start, in words. */
  elapsed() {
    return `${((Date.now() - this.#start) / 1000).toFixed(1)} s`;
  }

  /**
   * Frames `work` with a line before it and, after each further ten seconds, one that it still goes on. When it fails,
   * its fault gets `remedy`, the sentence that says what to do.
   */
  async step(title, remedy, work) {
    this.say(`${title} ...`);
    const reminder = setInterval(() => this.say(`${title} ... still at it`), REMINDER_MS);
    try {
      return await work();
    } catch (error) {
      if (error instanceof StepFailed || error.name === 'AbortError') throw error;
      throw new StepFailed(title, remedy, error);
    } finally {
      clearInterval(reminder);
    }
  }
}

/** A step of the start that failed, with what to do about it. */
export class StepFailed extends Error {
  constructor(title, remedy, cause) {
    super(`${title}: failed. ${cause.message}\n\n${remedy}`, { cause });
  }
}
