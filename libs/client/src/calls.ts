import createClient, { type Client } from 'openapi-fetch';
import { bodyOf, fieldOf, nameOf, refusalOf, textOf } from './answer.js';
import { ChowkError, isChowkError } from './chowk-error.js';
import type { paths } from './generated/api.js';
import { keyedCalls } from './generated/keyed.js';
import type { Intentions } from './intentions.js';
import type { CallOptions, Method, Reply } from './operation.js';
import { sendPatiently, type Fetch, type Patience } from './repeat.js';
import type { SignIn } from './sign-in.js';
import { uuid } from './uuid.js';

/** A call whose shape is not looked into any more: the caller's signature has done that. */
export interface LooseInit extends CallOptions {
  readonly path?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  /** Does no harm when it is repeated, whatever its method. */
  readonly isHarmless?: boolean;
}

export interface CallsParts {
  readonly baseUrl: string;
  readonly tenant: string;
  readonly apiKey: string | undefined;
  readonly language: string | undefined;
  readonly fetch: Fetch;
  readonly patience: Patience;
  readonly intentions: Intentions;
}

/** How a call goes over the wire, beside what it says. */
interface Wire {
  readonly key?: string | undefined;
  readonly who: SignIn | undefined;
  readonly parseAs: 'text' | 'blob';
}

interface LooseOperation {
  parameters: { path?: Record<string, unknown>; query?: Record<string, unknown> };
  requestBody?: { content: { 'application/json': unknown } };
  responses: { 200: { content: { 'application/json': unknown } } };
}
type LoosePaths = Record<string, Record<Method, LooseOperation>>;

/** Refusals of a token after which it is renewed and the call made again: it was not begun. */
const renewable: ReadonlySet<unknown> = new Set(['AUTH_TOKEN_EXPIRED', 'AUTH_TOKEN_INVALID', 'AUTH_SESSION_REVOKED']);
/** Refusals after which the intention still stands. */
const undecided: ReadonlySet<number> = new Set([0, 401, 429]);

/** Calls of one page, by openapi-fetch: signed in when somebody is, repeated while they may be, each a reply or a {@link ChowkError}. */
export class Calls {
  readonly #client: Client<LoosePaths>;

  constructor(private readonly parts: CallsParts) {
    this.#client = createClient<LoosePaths>({ baseUrl: parts.baseUrl });
  }

  /** openapi-fetch itself, over the same wire: `data` is the whole envelope, and a refusal is `error` instead of thrown. */
  raw(who: SignIn): Client<paths> {
    const fetch = (request: Request) =>
      this.#send(request, who, isRepeatable(request.method, request.headers), { signal: request.signal });
    return createClient<paths>({ baseUrl: this.parts.baseUrl, fetch });
  }

  /** Makes a call below `/api/v1` for whoever is signed in; without `who` for nobody in particular. */
  async make(method: Method, path: string, init: LooseInit, who?: SignIn): Promise<Reply<unknown>> {
    const { intention } = init;
    const place = `/api/v1${path}`;
    const key = keyedCalls.has(`${method} ${place}`) ? await this.#keyOf(intention) : undefined;
    try {
      const { response, data, call } = await this.#once(method, place, init, { key, who, parseAs: 'text' });
      const reply = replyOf(response, data, call);
      if (intention !== undefined) await this.parts.intentions.done(intention);
      return reply;
    } catch (error) {
      if (intention !== undefined && isDecided(error)) await this.parts.intentions.done(intention);
      throw error;
    }
  }

  /** What an operation answers as a file of that type. Rejects with UNREADABLE_ANSWER when it is of another. */
  async file(path: string, type: string, init: LooseInit, who: SignIn): Promise<Blob> {
    const asked = { ...init, headers: { ...init.headers, accept: type } };
    const { response, data, call } = await this.#once('get', `/api/v1${path}`, asked, { who, parseAs: 'blob' });
    if (data instanceof Blob && data.type.startsWith(type)) return data;
    throw unreadable(response.status, call);
  }

  async #once(method: Method, place: string, init: LooseInit, { key, who, parseAs }: Wire) {
    const { path = {}, query = {}, body } = init;
    const headers = headersOf(init, key);
    const mayRepeat = init.isHarmless === true || isRepeatable(method, new Headers(headers));
    let call: string | undefined;
    const { data, error, response } = await this.#client.request(method, place, {
      params: { path, query },
      headers,
      fetch: (request: Request) => {
        call = nameOf(request);
        return this.#send(request, who, mayRepeat, init);
      },
      ...(body === undefined ? {} : { body }),
      parseAs,
    });
    if (error !== undefined || !response.ok) throw refusalOf(response, error, call);
    return { response, data, call };
  }

  async #send(request: Request, who: SignIn | undefined, mayRepeat: boolean, { signal, timeoutMs }: CallOptions) {
    const { fetch, patience: usual } = this.parts;
    const patience = timeoutMs === undefined ? usual : { ...usual, timeoutMs };
    const send = (token: string | undefined) =>
      sendPatiently(this.#identified(request, token), { fetch, patience, mayRepeat, signal });
    const token = (await who?.fresh())?.accessToken;
    const response = await send(token);
    if (response.status !== 401 || who === undefined || token === undefined) return response;
    const code = textOf(fieldOf(await bodyOf(response.clone()), 'error'), 'code');
    if (!renewable.has(code)) return response;
    return send((await who.renewed(token)).accessToken);
  }

  /** The call as somebody's: the token names the business, where there is none the header does. */
  #identified(request: Request, token: string | undefined): Request {
    const { apiKey, tenant, language } = this.parts;
    const headers = new Headers(request.headers);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    else if (apiKey !== undefined) headers.set('x-api-key', apiKey);
    else headers.set('x-tenant-id', tenant);
    if (language !== undefined && !headers.has('accept-language')) headers.set('accept-language', language);
    return new Request(request.clone(), { headers });
  }

  #keyOf(intention: string | undefined): Promise<string> | string {
    return intention === undefined ? uuid() : this.parts.intentions.keyOf(intention);
  }
}

function headersOf({ headers, ifVersion, language }: CallOptions, key: string | undefined): Record<string, string> {
  return {
    ...headers,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(ifVersion === undefined ? {} : { 'if-match': `"${ifVersion}"` }),
    ...(language === undefined ? {} : { 'accept-language': language }),
  };
}

function isRepeatable(method: string, headers: Headers): boolean {
  return method.toUpperCase() === 'GET' || headers.has('idempotency-key');
}

/** What a caller gave up, what nobody answered and what was refused for now may have happened, or may yet. */
function isDecided(error: unknown): boolean {
  if (!(error instanceof ChowkError) || error.status >= 500 || undecided.has(error.status)) return false;
  return !isChowkError(error, 'IDEMPOTENCY_IN_PROGRESS') && !isChowkError(error, 'IDEMPOTENCY_KEY_REUSED');
}

function replyOf(response: Response, text: unknown, call: string | undefined): Reply<unknown> {
  const { status, headers } = response;
  const requestId = headers.get('x-request-id') ?? undefined;
  const beside = { status, headers, requestId, isReplayed: headers.get('idempotency-replayed') === 'true' };
  if (status === 204) return { data: undefined, meta: undefined, ...beside };
  const envelope = parsed(text);
  if (fieldOf(envelope, 'success') !== true) throw unreadable(status, call);
  return { data: fieldOf(envelope, 'data'), meta: pageMetaOf(fieldOf(envelope, 'meta')), ...beside };
}

function unreadable(status: number, call: string | undefined): ChowkError {
  return new ChowkError({
    code: 'UNREADABLE_ANSWER',
    message: `The answer ${status} is none of Chowk's.`,
    status,
    call,
  });
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' && text !== '' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function pageMetaOf(meta: unknown): Reply<unknown>['meta'] {
  const [limit, total] = [fieldOf(meta, 'limit'), fieldOf(meta, 'total')];
  if (typeof limit !== 'number') return undefined;
  const page = { nextCursor: textOf(meta, 'nextCursor') ?? null, limit };
  return typeof total === 'number' ? { ...page, total } : page;
}
