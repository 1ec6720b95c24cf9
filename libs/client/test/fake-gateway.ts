import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface Answered {
  readonly status?: number;
  readonly data?: unknown;
  readonly meta?: unknown;
  readonly error?: { readonly code: string; readonly message?: string; readonly details?: unknown };
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, instead of the envelope. */
  readonly text?: string;
}

/** How a call goes wrong: before it is done, after it, in the middle of its answer; or nobody answers. */
export type Fault = 'cut-before' | 'cut-after' | 'cut-in-answer' | 'silence' | Answered;
export type Handler = (asked: Asked) => Answered | Promise<Answered>;

/** A server that speaks Chowk's envelope, keeps keys, and breaks where a test says. */
export class FakeGateway {
  readonly asked: Asked[] = [];
  readonly #handlers = new Map<string, Handler>();
  readonly #faults = new Map<string, Fault[]>();
  readonly #byKey = new Map<string, Answered>();

  private constructor(readonly server: Server) {
    server.on('request', (request, response) => void this.#take(request, response));
  }

  static async open(): Promise<FakeGateway> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeGateway(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** `POST /orders`: below `/api/v1`, without query. */
  on(call: string, handler: Handler): this {
    this.#handlers.set(call, handler);
    return this;
  }

  /** The next calls of this kind go wrong, each by one fault. */
  fail(call: string, ...faults: readonly Fault[]): void {
    this.#faults.set(call, [...(this.#faults.get(call) ?? []), ...faults]);
  }

  /** How often it was called. */
  count(call: string): number {
    return this.callsOf(call).length;
  }

  callsOf(call: string): Asked[] {
    return this.asked.filter((asked) => nameOf(asked) === call);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
    const text = Buffer.concat(chunks).toString('utf8');
    const { method = 'GET', url = '/', headers } = request;
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const asked = { method, path: url.replace(/^\/api\/v1/, ''), headers, body };
    this.asked.push(asked);
    const fault = this.#faults.get(nameOf(asked))?.shift();
    if (fault === 'cut-before') return void request.socket.destroy();
    if (fault === 'silence') return;
    if (typeof fault === 'object') return send(response, fault);
    const answer = await this.#answer(asked);
    if (fault === 'cut-after') return void request.socket.destroy();
    if (fault !== 'cut-in-answer') return send(response, answer);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"success":true,"data":{', () => request.socket.destroy());
  }

  async #answer(asked: Asked): Promise<Answered> {
    const key = asked.headers['idempotency-key'];
    const known = typeof key === 'string' ? this.#byKey.get(key) : undefined;
    if (known) return { ...known, headers: { ...known.headers, 'idempotency-replayed': 'true' } };
    const handler = this.#handlers.get(nameOf(asked));
    const answer: Answered = handler ? await handler(asked) : { status: 404, error: { code: 'NOT_FOUND' } };
    if (typeof key === 'string' && answer.status !== 401) this.#byKey.set(key, answer);
    return answer;
  }
}

function nameOf({ method, path }: Asked): string {
  return `${method} ${path.split('?')[0]}`;
}

function send(response: ServerResponse, { status, data, meta, error, headers = {}, text }: Answered): void {
  const beside = { requestId: randomUUID(), timestamp: new Date().toISOString() };
  const envelope = error
    ? { success: false, error: { message: error.code, ...error }, ...beside }
    : { success: true, data, ...(meta === undefined ? {} : { meta }), ...beside };
  response.writeHead(status ?? 200, {
    'content-type': text === undefined ? 'application/json' : 'text/html',
    'x-request-id': beside.requestId,
    ...headers,
  });
  response.end(status === 204 ? undefined : (text ?? JSON.stringify(envelope)));
}
