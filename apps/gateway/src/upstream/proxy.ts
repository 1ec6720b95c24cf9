import {
  Agent as HttpAgent,
  request as httpRequest,
  ServerResponse,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Unavailable, UpstreamTimeout } from '@chowk/contracts';
import { closingHeader, crashPoint, refuse, type DomainError } from '@chowk/kit';
import type { Patience } from '../domain/route.js';
import { headersForCaller, isStream, namesIn } from './answer-headers.js';
import { linesOf } from './call-lines.js';
import { declineSocket, joinSockets } from './tunnel.js';
import type { Attempt, Passage } from './upstreams.js';

/** One call on its way to a service; its headers and its path are already what the service shall see. */
export interface Call {
  readonly request: IncomingMessage;
  readonly passage: Passage;
  readonly body: Buffer | undefined;
  readonly patience: Patience;
  /** What the gateway says with the answer. */
  readonly answerHeaders: Readonly<Record<string, string>>;
  /** Is shown the answer before it is handed over. */
  readonly watch?: ((incoming: IncomingMessage) => void) | undefined;
}

export interface ProxyOptions {
  /** Milliseconds for a whole answer, or for the beginning of a stream. */
  readonly timeoutMs: number;
  /** Answers a caller whom no service answered. */
  readonly refuse: (refusal: DomainError, request: IncomingMessage, response: ServerResponse | Socket) => void;
  /** True once this instance is about to end: answers ask callers not to use their connection again. */
  readonly isEnding: () => boolean;
}

/** Milliseconds a service may hold a poll of a socket that could not be upgraded; Socket.io pings every 25 s. */
const longestPoll = 60_000;

interface Exchange {
  readonly call: Call;
  readonly to: ServerResponse | Socket;
  /** Ends the wait for the service; cleared when the answer is whole, or is one that lasts. */
  readonly deadline: NodeJS.Timeout;
  isLate: boolean;
  isAnswered: boolean;
  attempt?: Attempt;
  outgoing?: ClientRequest;
}

/**
 * Hands calls to instances of services on kept-alive connections, and their answers back, with an end to every wait. A call goes to another
 * instance when it certainly had no effect: nothing could be sent, or the instance said that it is closing and did not begin. Reads go on
 * also when the connection broke before an answer.
 */
export class Proxy {
  private readonly lasting = new Set<ServerResponse | Socket>();
  private readonly agents = {
    http: new HttpAgent({ keepAlive: true, maxFreeSockets: 64 }),
    https: new HttpsAgent({ keepAlive: true, maxFreeSockets: 64 }),
  };

  constructor(private readonly options: ProxyOptions) {}

  /** Returns at once; the answer, or a refusal, comes. */
  forward(call: Call, response: ServerResponse): void {
    const exchange = this.begin(call, response, call.patience === 'socket' ? longestPoll : this.options.timeoutMs);
    if (call.patience === 'socket') {
      this.lasting.add(response);
      call.passage.leave();
    }
    response.once('close', () => {
      clearTimeout(exchange.deadline);
      this.lasting.delete(response);
      if (!response.writableFinished) exchange.outgoing?.destroy();
    });
    this.send(exchange);
  }

  /** The same for an upgrade; the socket then belongs to caller and service until one of them ends it. */
  upgrade(call: Call, socket: Socket, head: Buffer): void {
    const exchange = this.begin(call, socket, this.options.timeoutMs);
    this.lasting.add(socket);
    if (head.length > 0) socket.unshift(head);
    socket.once('close', () => {
      clearTimeout(exchange.deadline);
      this.lasting.delete(socket);
      exchange.outgoing?.destroy();
      call.passage.leave();
    });
    this.send(exchange);
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

  private begin(call: Call, to: ServerResponse | Socket, waitMs: number): Exchange {
    const deadline = setTimeout(() => this.expire(exchange), waitMs);
    const exchange: Exchange = { call, to, deadline, isLate: false, isAnswered: false };
    return exchange;
  }

  private send(exchange: Exchange, failure?: Error): void {
    const { call, to } = exchange;
    const attempt = call.passage.attempt();
    if (!attempt) return this.fail(exchange, failure ?? new Error('No instance can be tried'));
    exchange.attempt = attempt;
    const { request, body } = call;
    const { isEncrypted, hostname, port, host } = attempt.instance.address;
    const outgoing = (isEncrypted ? httpsRequest : httpRequest)({
      ...{ hostname, port, method: request.method, path: request.url },
      headers: to instanceof ServerResponse ? linesOf(request, body, host) : request.headers,
      agent: isEncrypted ? this.agents.https : this.agents.http,
    });
    exchange.outgoing = outgoing;
    let isConnected = false;
    outgoing.once('socket', (socket) => {
      isConnected = !socket.connecting;
      if (socket.connecting) socket.once('connect', () => (isConnected = true));
    });
    outgoing.once('error', (error) => this.lose(exchange, attempt, error, isConnected));
    outgoing.once('response', (incoming) => this.receive(exchange, attempt, incoming));
    if (!(to instanceof ServerResponse))
      outgoing.once('upgrade', (incoming, far, head) => this.join(exchange, incoming, far, head));
    outgoing.end(body);
    crashPoint('passing', `${request.method} ${request.url}`);
  }

  private receive(exchange: Exchange, attempt: Attempt, incoming: IncomingMessage): void {
    const isClosing = incoming.headers[closingHeader] !== undefined;
    if (isClosing) attempt.instance.leave();
    if (isClosing && incoming.statusCode === 503) {
      incoming.resume();
      incoming.once('error', () => incoming.destroy());
      attempt.end('leaving');
      delete exchange.attempt;
      return this.send(exchange, new Error('The instance is closing'));
    }
    crashPoint('passed', `${exchange.call.request.method} ${exchange.call.request.url}`);
    exchange.isAnswered = true;
    attempt.end('answered', incoming.statusCode);
    const { to } = exchange;
    if (to instanceof ServerResponse) return this.answer(exchange, incoming, to);
    clearTimeout(exchange.deadline);
    exchange.call.passage.leave();
    declineSocket(incoming, to);
  }

  private answer(exchange: Exchange, incoming: IncomingMessage, response: ServerResponse): void {
    if (exchange.call.patience === 'socket') clearTimeout(exchange.deadline);
    if (isStream(incoming)) this.letLast(exchange, response);
    const { answerHeaders, watch } = exchange.call;
    watch?.(incoming);
    const headers = { ...answerHeaders, ...headersForCaller(incoming) };
    const vary = namesIn(answerHeaders['vary'], incoming.headers.vary);
    if (vary !== '') headers['vary'] = vary;
    if (this.options.isEnding() || !response.shouldKeepAlive) headers['connection'] = 'close';
    // A caller that reads slowly is no longer the service's work
    incoming.once('end', exchange.call.passage.leave);
    // Half an answer cannot be taken back: the caller sees that it broke off
    incoming.once('error', () => response.destroy());
    const begin = () => response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, headers);
    if (incoming.headers['content-length'] !== undefined) return handOver(incoming, response, begin);
    begin();
    incoming.pipe(response);
  }

  /** A stream that has begun on a route that allows it: bounded by the number of those that last, not by that of calls being served. */
  private letLast({ call, deadline }: Exchange, response: ServerResponse): void {
    if (call.patience !== 'stream') return;
    clearTimeout(deadline);
    // What it said so far has to reach the caller before there is more to say
    response.once('pipe', () => response.flushHeaders());
    this.lasting.add(response);
    call.passage.leave();
  }

  private join(exchange: Exchange, incoming: IncomingMessage, far: Duplex, head: Buffer): void {
    const { call, to, deadline, attempt } = exchange;
    exchange.isAnswered = true;
    clearTimeout(deadline);
    attempt?.end('answered');
    call.passage.leave();
    if (to instanceof ServerResponse || to.destroyed) return void far.destroy();
    joinSockets(incoming, to, far, head);
  }

  private lose(exchange: Exchange, attempt: Attempt, error: Error, isConnected: boolean): void {
    // What becomes of a connection on which the call was sent away no longer matters to it
    if (exchange.attempt !== attempt) return;
    const { call, isLate, isAnswered } = exchange;
    const { method } = call.request;
    const isAbsent = !isConnected && !isLate;
    const mayRepeat = isAbsent || (!isLate && !isAnswered && (method === 'GET' || method === 'HEAD'));
    if (call.request.socket.destroyed) attempt.end('unknown');
    else attempt.end(isAbsent ? 'absent' : 'failed');
    if (mayRepeat && !call.request.socket.destroyed) return this.send(exchange, error);
    this.fail(exchange, error);
  }

  private expire(exchange: Exchange): void {
    exchange.isLate = true;
    exchange.attempt?.end('failed');
    this.fail(exchange, new Error('No answer in time'));
    exchange.outgoing?.destroy();
  }

  private fail({ call, to, isLate, isAnswered, deadline }: Exchange, error: Error): void {
    clearTimeout(deadline);
    if (call.request.socket.destroyed || (to instanceof ServerResponse && to.writableEnded)) return;
    if (isAnswered) return void to.destroy();
    const definition = isLate ? UpstreamTimeout : Unavailable;
    this.options.refuse(refuse(definition, undefined, { cause: error, retryAfter: 1 }), call.request, to);
  }
}

/** Writes head and body at once where the whole body came at once, as most do: each write costs more than all that is in it. */
function handOver(incoming: IncomingMessage, response: ServerResponse, begin: () => void): void {
  incoming.once('data', (chunk: Buffer) => {
    if (response.destroyed) return;
    begin();
    if (chunk.length === Number(incoming.headers['content-length'])) return void response.end(chunk);
    response.write(chunk);
    incoming.pipe(response);
  });
  incoming.once('end', () => {
    if (response.headersSent || response.destroyed) return;
    begin();
    response.end();
  });
}
