import type { KeyValueStorage } from './storage.js';
import { uuid } from './uuid.js';

/** Chowk knows a key for 72 hours; an intention that is older than this (ms) is a new one. */
const keptMs = 71 * 3_600_000;

/** The Idempotency-Keys of what people want and have no answer to yet. */
export class Intentions {
  constructor(
    private readonly storage: KeyValueStorage,
    private readonly prefix: string,
  ) {}

  /** The key of an intention: made when it is first asked for, the same until it is {@link done}. */
  async keyOf(name: string): Promise<string> {
    const [key, since] = (await this.storage.getItem(this.#place(name)))?.split(' ') ?? [];
    const age = Date.now() - Number(since);
    if (key && age < keptMs) return key;
    const made = uuid();
    await this.storage.setItem(this.#place(name), `${made} ${Date.now()}`);
    return made;
  }

  /** It was answered for good: the same name is a new intention from now on. */
  async done(name: string): Promise<void> {
    await this.storage.removeItem(this.#place(name));
  }

  #place(name: string): string {
    return `${this.prefix}:intention:${name}`;
  }
}
