import type { z } from 'zod';
import { holdToReference } from './described-api.js';

export interface CallOptions {
  /** Sent as JSON; a string or bytes go as they are. */
  readonly body?: unknown;
  readonly token?: string;
  /** Slug or id for X-Tenant-Id. */
  readonly tenant?: string;
  /** Idempotency-Key. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, whatever its status. */
export class Reply {
  /** The parsed JSON body, or undefined when it is none. */
  readonly body: unknown;

  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly text: string,
  ) {
    this.body = headers['content-type']?.includes('json') && text !== '' ? JSON.parse(text) : undefined;
  }

  /** The error's code, or undefined for a success. */
  get code(): unknown {
    return this.at('error.code');
  }

  /** Faults of a 422 as `path CODE`, sorted. */
  get faults(): string[] {
    const details = this.at('error.details');
    if (!Array.isArray(details)) return [];
    return details
      .map((fault: { path?: unknown; code?: unknown }) => `${String(fault.path)} ${String(fault.code)}`)
      .sort();
  }

  /** What stands at a path of the body: `reply.at('data.lines.0.total')`. */
  at(path: string): unknown {
    return path
      .split('.')
      .reduce<unknown>(
        (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
        this.body,
      );
  }

  /** The answer's data, held to a schema. Throws with the whole answer when it is a refusal. */
  data<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
    if (this.at('success') !== true) throw new Error(`The call was refused: ${this.status} ${this.text}`);
    return schema.parse(this.at('data'));
  }
}

/** Calls below one address. */
export interface HttpClient {
  get(path: string, options?: CallOptions): Promise<Reply>;
  post(path: string, options?: CallOptions): Promise<Reply>;
  put(path: string, options?: CallOptions): Promise<Reply>;
  patch(path: string, options?: CallOptions): Promise<Reply>;
  delete(path: string, options?: CallOptions): Promise<Reply>;
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
}

/**
 * A small client that never throws for a status, but for an answer that the API reference does not describe:
 * `http(service.url).post('/api/v1/orders', { body, token, key })`. No reference describes what a test made up (`isMadeUp`).
 */
export function http(address: string, { isMadeUp = false }: { readonly isMadeUp?: boolean } = {}): HttpClient {
  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Reply> => {
    const { body, token, tenant, key, headers } = options;
    const isReady = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${address}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(tenant === undefined ? {} : { 'x-tenant-id': tenant }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isReady ? body : JSON.stringify(body) }),
    });
    const reply = new Reply(response.status, Object.fromEntries(response.headers), await response.text());
    const contentType = reply.headers['content-type'];
    const { pathname } = new URL(`${address}${path}`);
    if (!isMadeUp) holdToReference({ method, path: pathname, status: reply.status, contentType, body: reply.body });
    return reply;
  };
  const by = (method: string) => (path: string, options?: CallOptions) => call(method, path, options);
  return { get: by('GET'), post: by('POST'), put: by('PUT'), patch: by('PATCH'), delete: by('DELETE'), call };
}
