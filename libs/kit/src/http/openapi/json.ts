/** A JSON object that is read and never changed. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value where it is a JSON object, else an empty one. */
export function jsonIn(value: unknown): Json {
  return isJson(value) ? value : {};
}

/** The entries that have a value. */
export function withoutGaps(entries: Readonly<Record<string, unknown>>): Json {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
