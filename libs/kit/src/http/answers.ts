/** Data that is JSON text already, kept ready because serialising it on every read would cost more than serving it. */
export class ReadyJson {
  /** Text, or its UTF-8 where it is kept for many answers. */
  constructor(readonly written: string | Buffer) {}
}

export interface PageMeta {
  /** Cursor of the next page; null on the last one. */
  readonly nextCursor: string | null;
  readonly limit: number;
  /** Only when the caller asked with `?count=true`. */
  readonly total?: number;
}

export interface CachingOptions {
  /** Seconds a client or cache may keep the answer; 0 = always ask again. */
  readonly maxAge: number;
  /** `private` for what only this caller may see; `public` by default. */
  readonly scope?: 'public' | 'private';
  /** A validator that is known already (a menu's version); otherwise the hash of the data. */
  readonly tag?: string;
}

/** What a controller answers when a plain value (200 in the envelope) does not say enough. */
export class Answer<Data = unknown> {
  constructor(
    readonly status: number,
    readonly data: Data,
    readonly headers: Readonly<Record<string, string>> = {},
    readonly meta?: Readonly<Record<string, unknown>>,
    readonly caching?: CachingOptions,
  ) {}
}

/** Bytes that go out as they are, without the envelope. */
export class RawAnswer {
  constructor(
    readonly bytes: Uint8Array | string,
    readonly contentType: string,
    readonly headers: Readonly<Record<string, string>> = {},
    readonly status = 200,
  ) {}
}

/** 201 with `Location`. */
export function created<Data>(data: Data, location: string): Answer<Data> {
  return new Answer(201, data, { location });
}

/** 202: the work is accepted and goes on; `location` is where its outcome can be read. */
export function accepted<Data>(data: Data, location?: string): Answer<Data> {
  return new Answer(202, data, location === undefined ? {} : { location });
}

/** 200 with one page of a list; `meta` tells the next cursor, the limit and the total when it was asked for. */
export function page<Item>(items: readonly Item[], meta: PageMeta): Answer<readonly Item[]> {
  return new Answer(200, items, {}, { ...meta });
}

/** 204 without a body. */
export function noContent(): Answer<undefined> {
  return new Answer(204, undefined);
}

/** Bytes of another kind than JSON (a QR code, a CSV), or JSON of a foreign format (a key set), without the envelope. */
export function raw(
  bytes: Uint8Array | string,
  contentType: string,
  headers: Readonly<Record<string, string>> = {},
): RawAnswer {
  return new RawAnswer(bytes, contentType, headers);
}

/** 200 with `ETag` and `Cache-Control`; a caller whose `If-None-Match` still fits gets 304 without a body. */
export function withEtag<Data>(
  data: Data,
  caching: CachingOptions,
  meta?: Readonly<Record<string, unknown>>,
): Answer<Data> {
  return new Answer(200, data, {}, meta, caching);
}

/** Data that was serialised before: `withEtag(readyJson(menu.bytes), { maxAge: 5, tag: menu.version })`. */
export function readyJson(written: string | Buffer): ReadyJson {
  return new ReadyJson(written);
}
