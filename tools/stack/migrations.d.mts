/** Runs a service's `main.js migrate` and, with `seed`, its `main.js seed`, each to its end. */
export function migrate(options: {
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  readonly seed?: boolean;
  readonly signal?: AbortSignal;
}): Promise<void>;
/** Calls `work` for each item, as many at a time as there are cores; the first fault is thrown when all have ended. */
export function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  width?: number,
): Promise<void>;
