import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MethodNotAllowed } from '@chowk/contracts';
import { answerParserError, failureText, newId } from '@chowk/kit';
import { ExpressAdapter } from '@nestjs/platform-express';
import { securityLines } from './security-headers.js';

export interface ServerBounds {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** Longest request line and headers together, in bytes. */
const maximalHead = 16 * 1024;

/** Who looks at a request first; calls `next` for what is left to Express. */
export type Front = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Express for Nest on a server that bounds what it reads and answers what it cannot read in the error envelope. The front stands before
 * Express, which costs more than the front itself and serves only a few pages.
 */
export class BoundedExpress extends ExpressAdapter {
  constructor(
    private readonly bounds: ServerBounds,
    private readonly front: Front,
  ) {
    super();
    this.disable('x-powered-by');
    this.disable('etag');
  }

  override initHttpServer(): void {
    const pages = this.getInstance<RequestListener>();
    const listener: RequestListener = (request, response) =>
      this.front(request, response, () => void pages(request, response));
    this.httpServer = boundedServer(listener, this.bounds);
  }
}

function boundedServer(listener: RequestListener, { headersTimeoutMs, requestTimeoutMs }: ServerBounds): Server {
  const server = createServer(
    {
      maxHeaderSize: maximalHead,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: 65_000,
      // How late a time-out may be noticed
      connectionsCheckingInterval: Math.min(500, headersTimeoutMs),
      // A missing Host is refused at the door, in the envelope
      requireHostHeader: false,
      // Other upgrades (h2c) are declined by serving the request as it is
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    listener,
  );
  // The parser would drop what is beyond; the door counts them itself
  server.maxHeadersCount = 0;
  const current = new WeakMap<Socket, ServerResponse>();
  server.prependListener('request', ({ socket }, response) => current.set(socket, response));
  server.on('clientError', (error, duplex) => {
    const socket = duplex as Socket;
    const response = current.get(socket);
    // Nothing may be written into the middle of another answer
    if (response?.headersSent && !response.writableFinished) return void socket.destroy();
    answerParserError(error, socket, securityLines);
  });
  server.on('connect', (_request, socket) => refuseConnect(socket as Socket));
  server.on('checkExpectation', listener);
  return server;
}

function refuseConnect(socket: Socket): void {
  const body = failureText(MethodNotAllowed, newId());
  socket.on('error', () => socket.destroy());
  socket.end(
    'HTTP/1.1 405 Method Not Allowed\r\nContent-Type: application/json; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n${securityLines}Connection: close\r\n\r\n${body}`,
  );
}
