/** One HTTP request as a simulator sees it: already read to its end, body as the bytes' UTF-8 text. */
export interface Call {
  readonly method: string;
  /** Path without query, not decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** The header's value, `undefined` when absent; names are case-insensitive. */
  header(name: string): string | undefined;
}

/** What a simulator answers: the body is sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answer 200 with this body. */
export function ok(body: unknown): Answer {
  return { status: 200, body };
}
