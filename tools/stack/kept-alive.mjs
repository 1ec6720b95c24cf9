import { setTimeout as delay } from 'node:timers/promises';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
const STEADY_AFTER_MS = 30_000;

/** How long to wait before start number `failures` + 1 of a process that keeps dying: doubling, bounded. */
export function restartDelay(failures) {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
}

/**
 * One process of the stack, in its place: started, watched and, with `keepAlive`, started again after it died. `spawn`
 * resolves with a child (child.mjs); `ready(child)` with nothing once that child answers. Its first start is not
 * repeated: a stack that cannot start must say so at once.
 */
export class KeptAlive {
  name;
  state = 'stopped';
  restarts = 0;
  since = Date.now();
  #spawn;
  #ready;
  #keepAlive;
  #say;
  #child;
  #launch = Promise.resolve();
  #wanted = false;
  #wasUp = false;
  #failures = 0;
  #waiting;
  #ended;

  constructor({ name, spawn, ready = async () => {}, keepAlive = false, say = () => {} }) {
    this.name = name;
    this.#spawn = spawn;
    this.#ready = ready;
    this.#keepAlive = keepAlive;
    this.#say = say;
  }

  /** The pid of the process that is in this place now, or undefined. */
  get pid() {
    return this.#child?.pid;
  }

  /** The child in this place, or undefined. */
  get child() {
    return this.#child;
  }

  /** How the last process in this place ended, in words; undefined while one is there. */
  get ended() {
    return this.#child ? undefined : this.#ended;
  }

  /** Starts it; resolves when it is ready, throws with its last log lines when it is not. */
  async start() {
    this.#wanted = true;
    this.#launch = this.#begin();
    await this.#launch;
  }

  /** Stops it until `start()`; resolves when no process is left in this place, which is then called `state`. */
  async stop(state = 'stopped') {
    this.#wanted = false;
    this.#waiting?.abort();
    await this.#child?.stop();
    await Promise.allSettled([this.#launch]); // whoever launched has had its fault
    await this.#child?.stop();
    this.#become(state);
  }

  /** Ends it with SIGKILL as a crash would; resolves when it is gone. */
  async kill() {
    const child = this.#child;
    if (!child) throw new Error(`${this.name} is not running`);
    process.kill(child.pid, 'SIGKILL');
    await child.exited;
  }

  async #begin() {
    this.#become('starting');
    const child = await this.#spawn();
    this.#child = child;
    const ended = child.exited.then((ending) => this.#onEnd(child, ending));
    try {
      await this.#ready(child);
    } catch (error) {
      await child.stop();
      await ended;
      throw error;
    }
    this.#wasUp = true;
    this.#become('up');
  }

  #onEnd(child, ending) {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#ended = ending;
    if (!this.#wanted) return;
    if (this.state === 'up' && Date.now() - this.since > STEADY_AFTER_MS) this.#failures = 0;
    this.#become('dead');
    if (!this.#keepAlive || !this.#wasUp) return;
    this.#launch = this.#again(child, ending);
  }

  async #again(child, ending) {
    const wait = restartDelay(this.#failures++);
    this.#say(`${this.name} ${ending}; it is started again in ${wait / 1000} s. ${child.lastWords()}`);
    this.#waiting = new AbortController();
    try {
      await delay(wait, undefined, { signal: this.#waiting.signal });
    } catch (error) {
      if (error.name === 'AbortError') return; // stopped meanwhile
      throw error;
    }
    this.restarts++;
    try {
      await this.#begin();
      this.#say(`${this.name} is up again (pid ${this.pid}).`);
    } catch (error) {
      if (this.#wanted) this.#say(error.message);
      // Its end has scheduled the next start already; a spawn that failed before there was a child has not.
      if (this.#wanted && this.state === 'starting') this.#launch = this.#again(child, 'did not start');
    }
  }

  #become(state) {
    this.state = state;
    this.since = Date.now();
  }
}
