import type { paths } from './generated/api.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Paths that a method is offered at, below `/api/v1`: `/orders/{order}/status`. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: P extends `/api/v1${infer Short}` ? (paths[P] extends Record<M, object> ? Short : never) : never;
}[keyof paths];

/** The operation at a path, as the API reference has it. */
export type OperationAt<M extends Method, P extends PathOf<M>> = `/api/v1${P}` extends keyof paths
  ? paths[`/api/v1${P}`][M]
  : never;

type PathPart<O> = O extends { parameters: { path: infer Part } } ? { readonly path: Part } : { readonly path?: never };
type QueryPart<O> = O extends { parameters: { query: infer Part } }
  ? { readonly query: Part }
  : O extends { parameters: { query?: infer Part } }
    ? { readonly query?: Part }
    : { readonly query?: never };
type BodyPart<O> = O extends { requestBody: { content: { 'application/json': infer Part } } }
  ? { readonly body: Part }
  : O extends { requestBody?: { content: { 'application/json': infer Part } } }
    ? { readonly body?: Part }
    : { readonly body?: never };

/** How a call is made, whatever it is. */
export interface CallOptions {
  /**
   * Name of what the person wants, as `order:<cart id>`: its Idempotency-Key is kept until it is answered for good, so that a call after
   * a reload is a repetition and not a second order. Without it every call is an intention of its own, repetitions included.
   */
  readonly intention?: string;
  /** Version that was read: `VERSION_CONFLICT` when it is another one by now. */
  readonly ifVersion?: number;
  /** Languages of names and messages, as `hi-IN, en;q=0.8`. */
  readonly language?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Longest wait for one attempt (ms). */
  readonly timeoutMs?: number;
}

/** What a call has to say: parts of its path, its query, its body, and options. */
export type InitOf<M extends Method, P extends PathOf<M>> = PathPart<OperationAt<M, P>> &
  QueryPart<OperationAt<M, P>> &
  BodyPart<OperationAt<M, P>> &
  CallOptions;

/** The init, which may be left out where nothing has to be said. */
export type InitArguments<M extends Method, P extends PathOf<M>> =
  Record<never, never> extends InitOf<M, P> ? [init?: InitOf<M, P>] : [init: InitOf<M, P>];

type Envelope<O> = O extends { responses: infer Responses }
  ? {
      [Status in keyof Responses & (200 | 201 | 202)]: Responses[Status] extends {
        content: { 'application/json': infer Body };
      }
        ? Body
        : never;
    }[keyof Responses & (200 | 201 | 202)]
  : never;

/** `data` of the answer; undefined where there is none. */
export type DataOf<M extends Method, P extends PathOf<M>> = [Envelope<OperationAt<M, P>>] extends [never]
  ? undefined
  : Envelope<OperationAt<M, P>> extends { data: infer Data }
    ? Data
    : undefined;

/** Paths of lists that come in pages. */
export type ListPath = {
  [P in PathOf<'get'>]: Envelope<OperationAt<'get', P>> extends { meta: unknown } ? P : never;
}[PathOf<'get'>];

/** What a list is a list of. */
export type ItemOf<P extends ListPath> = DataOf<'get', P> extends readonly (infer Item)[] ? Item : never;

/** Media types beside JSON that an operation answers with. Streams are none: they never end. */
type FileTypeOf<O> = O extends { responses: { 200: { content: infer Content } } }
  ? Exclude<keyof Content, 'application/json' | 'text/event-stream'>
  : never;

/** Paths of what is offered as a file. */
export type FilePath = {
  [P in PathOf<'get'>]: [FileTypeOf<OperationAt<'get', P>>] extends [never] ? never : P;
}[PathOf<'get'>];

/** The media types of such a file: `application/pdf`, `image/png`. */
export type FileType<P extends FilePath> = FileTypeOf<OperationAt<'get', P>>;

/** A call with all that is beside `data`. */
export interface Reply<Data> {
  readonly data: Data;
  /** Of lists: `nextCursor`, `limit`, and `total` if it was asked for. */
  readonly meta: PageMeta | undefined;
  readonly status: number;
  readonly headers: Headers;
  readonly requestId: string | undefined;
  /** True when a call with the same key had been answered so before. */
  readonly isReplayed: boolean;
}

export interface PageMeta {
  readonly nextCursor: string | null;
  readonly limit: number;
  readonly total?: number;
}
