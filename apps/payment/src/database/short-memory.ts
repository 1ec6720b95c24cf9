/** What was read a moment ago, so that not each call reads it again: a bounded number of things, each for `freshMs` at most. */
export class ShortMemory<Value> {
  readonly #kept = new Map<string, { readonly value: Value; readonly until: number }>();

  constructor(
    private readonly freshMs: number,
    private readonly most = 2_000,
  ) {}

  /** Undefined when nothing was kept under the key, or too long ago. */
  get(key: string): Value | undefined {
    const kept = this.#kept.get(key);
    return kept && performance.now() < kept.until ? kept.value : undefined;
  }

  /** Takes the place of what was kept under the key; the oldest makes room. */
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
}
