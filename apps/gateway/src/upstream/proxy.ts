import { Agent as HttpAgent, ServerResponse, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { Readable, type Duplex } from 'node:stream';
import { Unavailable, UpstreamTimeout } from '@chowk/contracts';
import { refuse, type DomainError } from '@chowk/kit';
import { createProxyMiddleware, type RequestHandler } from 'http-proxy-middleware';
import type { Patience } from '../domain/route.js';
import type { Passage } from './upstreams.js';

/** One call on its way to a service; its headers and its path are already what the service shall see. */
export interface Call {
  readonly request: IncomingMessage;
  readonly passage: Passage;
  readonly body: Buffer | undefined;
  readonly patience: Patience;
}

export interface ProxyOptions {
  /** Milliseconds for a whole answer, or for the beginning of a stream. */
  readonly timeoutMs: number;
  /** Answers a caller whom no service answered. */
  readonly refuse: (refusal: DomainError, request: IncomingMessage, response: ServerResponse | Socket) => void;
  /** True once the last answers are being given. */
  readonly isClosing: () => boolean;
}

/** Milliseconds a service may hold a poll of a socket that could not be upgraded; Socket.io pings every 25 s. */
const longestPoll = 60_000;

interface Exchange {
  readonly call: Call;
  /** The deadline has passed. */
  isLate: boolean;
  isAnswered: boolean;
  /** Ends the wait for the service; cleared when the answer is whole, or is one that lasts. */
  deadline?: NodeJS.Timeout;
  outgoing?: ClientRequest;
}

/** Headers of an answer that belong to the connection to the service, or tell what it runs on; which pages may read it is decided here alone. */
const notForCallers = [
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'server',
  'trailer',
  'upgrade',
  'x-powered-by',
];

/** Hands calls to services and their answers back: http-proxy-middleware on kept-alive connections, with an end to every wait. */
export class Proxy {
  private readonly exchanges = new WeakMap<IncomingMessage, Exchange>();
  private readonly lasting = new Set<ServerResponse | Socket>();
  private readonly agents = {
    http: new HttpAgent({ keepAlive: true, maxFreeSockets: 64 }),
    https: new HttpsAgent({ keepAlive: true, maxFreeSockets: 64 }),
  };
  private readonly plain: RequestHandler;
  private readonly encrypted: RequestHandler;

  constructor(private readonly options: ProxyOptions) {
    this.plain = this.middleware('http');
    this.encrypted = this.middleware('https');
  }

  /** Returns at once; the answer, or a refusal, comes. */
  forward(call: Call, response: ServerResponse): void {
    const exchange = this.begin(call);
    const wait = call.patience === 'socket' ? longestPoll : this.options.timeoutMs;
    exchange.deadline = setTimeout(() => this.expire(exchange, response), wait);
    if (call.patience === 'socket') {
      this.lasting.add(response);
      response.once('pipe', () => clearTimeout(exchange.deadline));
      call.passage.leave();
    }
    response.once('close', () => {
      clearTimeout(exchange.deadline);
      this.lasting.delete(response);
    });
    void this.of(call)(call.request, response);
  }

  /** The same for an upgrade; the socket then belongs to caller and service until one of them ends it. */
  upgrade(call: Call, socket: Socket, head: Buffer): void {
    this.begin(call);
    this.lasting.add(socket);
    socket.once('close', () => {
      this.lasting.delete(socket);
      call.passage.leave();
    });
    this.of(call).upgrade(call.request, socket, head);
  }

  /** Sockets and streams that are open. */
  get lastingCount(): number {
    return this.lasting.size;
  }

  /** Ends what would last for ever: streams and sockets. */
  endLasting(): void {
    for (const open of this.lasting) open.destroy();
  }

  close(): void {
    this.endLasting();
    this.agents.http.destroy();
    this.agents.https.destroy();
  }

  private begin(call: Call): Exchange {
    call.passage.start();
    const exchange: Exchange = { call, isLate: false, isAnswered: false };
    this.exchanges.set(call.request, exchange);
    return exchange;
  }

  private of({ passage }: Call): RequestHandler {
    return passage.url.startsWith('https:') ? this.encrypted : this.plain;
  }

  private middleware(kind: 'http' | 'https'): RequestHandler {
    return createProxyMiddleware({
      agent: this.agents[kind],
      changeOrigin: true,
      xfwd: false,
      upgradeTimeout: this.options.timeoutMs,
      // Called with options of this very request: target and body are its own
      router: (request, _response, options) => {
        const { passage, body } = this.exchangeOf(request).call;
        if (body) options.buffer = Readable.from(body);
        return passage.url;
      },
      on: {
        proxyReq: (outgoing, request) => {
          const exchange = this.exchangeOf(request);
          exchange.outgoing = outgoing;
          if (exchange.isLate) outgoing.destroy();
        },
        proxyReqWs: (outgoing, request, socket) => {
          outgoing.once('upgrade', (_answer, far) => {
            this.noteAnswer(request);
            endTogether(socket, far);
          });
          outgoing.once('response', () => this.noteAnswer(request));
        },
        proxyRes: (incoming, request, response) => this.answered(incoming, request, response),
        error: (error, request, response) => this.fail(error, request, response),
      },
    });
  }

  private answered(incoming: IncomingMessage, request: IncomingMessage, response: ServerResponse): void {
    this.noteAnswer(request);
    if (isStream(incoming)) this.letLast(this.exchangeOf(request), response);
    for (const name of Object.keys(incoming.headers))
      if (notForCallers.includes(name) || name.startsWith('access-control-'))
        Reflect.deleteProperty(incoming.headers, name);
    const vary = namesIn(response.getHeader('vary'), incoming.headers.vary);
    if (vary !== '') incoming.headers.vary = vary;
    const isLast = this.options.isClosing() || !response.shouldKeepAlive;
    incoming.headers.connection = isLast ? 'close' : 'keep-alive';
  }

  private noteAnswer(request: IncomingMessage): void {
    const exchange = this.exchangeOf(request);
    exchange.isAnswered = true;
    exchange.call.passage.end('answered');
    if (exchange.call.patience === 'socket') exchange.call.passage.leave();
  }

  /** A stream that has begun on a route that allows it: bounded by the number of those that last, not by that of calls being served. */
  private letLast({ call, deadline }: Exchange, response: ServerResponse): void {
    if (call.patience !== 'stream') return;
    clearTimeout(deadline);
    this.lasting.add(response);
    response.once('close', () => this.lasting.delete(response));
    call.passage.leave();
  }

  private expire(exchange: Exchange, response: ServerResponse): void {
    exchange.isLate = true;
    const { request } = exchange.call;
    this.fail(new Error('No answer in time'), request, response);
    exchange.outgoing?.destroy();
  }

  private fail(error: Error, request: IncomingMessage, response: ServerResponse | Socket): void {
    const { call, isLate, isAnswered } = this.exchangeOf(request);
    const isCallerGone = request.socket.destroyed;
    call.passage.end(isCallerGone ? 'unknown' : 'failed');
    if (isCallerGone || (response instanceof ServerResponse && response.writableEnded)) return;
    // Half an answer cannot be taken back: the caller sees that it broke off
    if (isAnswered) return void response.destroy();
    const definition = isLate || isTimeout(error) ? UpstreamTimeout : Unavailable;
    this.options.refuse(refuse(definition, undefined, { cause: error, retryAfter: 1 }), request, response);
  }

  private exchangeOf(request: IncomingMessage): Exchange {
    const exchange = this.exchanges.get(request);
    if (!exchange) throw new Error('This request is not on its way to any service');
    return exchange;
  }
}

/** Sockets of an HTTP server may stay half open for ever; a WebSocket that one side has ended is over. */
function endTogether(near: Socket, far: Duplex): void {
  near.once('end', () => near.end());
  near.once('close', () => far.destroy());
  far.once('close', () => near.destroy());
}

function isStream({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('text/event-stream') === true;
}

/** The names that stand in these headers, each once, in the order of their coming. */
function namesIn(...headers: readonly (string | number | readonly string[] | undefined)[]): string {
  const names = headers.flatMap((header) => (header === undefined ? [] : String(header).split(',')));
  const byName = new Map(names.map((name) => [name.trim().toLowerCase(), name.trim()]));
  return [...byName.values()].join(', ');
}

function isTimeout(error: Error & { code?: string }): boolean {
  return error.code === 'ERR_UPSTREAM_UPGRADE_TIMEOUT' || error.code === 'ETIMEDOUT';
}
