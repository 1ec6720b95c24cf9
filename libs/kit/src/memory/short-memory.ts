/** What was read or made a moment ago, so that not each call does it again: a bounded number of things, the newest. */
export class ShortMemory<Value> {
  readonly #kept = new Map<string, { readonly value: Value; readonly until: number }>();

  /** Each is kept for `freshMs` at most; for ever, unless said, where what is kept under a key never changes. */
  constructor(
    private readonly most: number,
    private readonly freshMs = Infinity,
  ) {}

  /** Undefined when nothing was kept under the key, or too long ago. */
  get(key: string): Value | undefined {
    const kept = this.#kept.get(key);
    return kept && performance.now() < kept.until ? kept.value : undefined;
  }

  /** Takes the place of what was kept under the key and is the newest then; the oldest makes room. */
  keep(key: string, value: Value): void {
    this.#kept.delete(key);
    this.#kept.set(key, { value, until: performance.now() + this.freshMs });
    if (this.#kept.size <= this.most) return;
    const oldest = this.#kept.keys().next();
    if (!oldest.done) this.#kept.delete(oldest.value);
  }

  forget(key: string): void {
    this.#kept.delete(key);
  }

  forgetAll(): void {
    this.#kept.clear();
  }
}
