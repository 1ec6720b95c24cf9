import { ServerResponse, STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError, refusalOf, renderFailure, type Log } from '@chowk/kit';
import { TooMany } from '../limits/rate-limits.js';
import { securityHeaders } from './security-headers.js';
import { visitOf } from './visit.js';

export interface RefusalParts {
  readonly log: Log;
}

/** Answers, in the error envelope, those who are not let through or whom no service answered. */
export class Refusals {
  constructor(private readonly parts: RefusalParts) {}

  /** On a response; silent when it has begun. */
  answer(
    error: unknown,
    request: IncomingMessage,
    response: ServerResponse,
    headers: Readonly<Record<string, string>> = {},
  ): void {
    if (response.headersSent || response.destroyed) return;
    const rendered = this.render(error, request);
    const all = {
      ...visitOf(request).answerHeaders,
      ...rendered.headers,
      ...headers,
      ...headersOf(error),
    };
    response.statusCode = rendered.status;
    for (const [name, value] of Object.entries(all)) response.setHeader(name, value);
    response.end(request.method === 'HEAD' ? undefined : rendered.body);
  }

  /** Wherever a proxied call was to be answered. */
  answerAnywhere(error: unknown, request: IncomingMessage, to: ServerResponse | Socket): void {
    if (to instanceof ServerResponse) this.answer(error, request, to);
    else this.answerSocket(error, request, to);
  }

  /** On the bare socket of an upgrade, which ends with it. */
  answerSocket(error: unknown, request: IncomingMessage, socket: Socket): void {
    if (!socket.writable) return void socket.destroy();
    const { status, headers, body = '' } = this.render(error, request);
    const all = {
      ...headers,
      ...headersOf(error),
      ...securityHeaders,
      'x-request-id': visitOf(request).requestId,
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${String(body)}`);
  }

  private render(error: unknown, request: IncomingMessage) {
    const refusal = error instanceof TooMany ? error.refusal : refusalOf(error);
    this.tell(refusal, request);
    return renderFailure(refusal, visitOf(request).requestId);
  }

  /** Our own faults with their stack, what is away as a warning; the rest leaves no line but the request's. */
  private tell(refusal: DomainError, request: IncomingMessage): void {
    const { requestId, route } = visitOf(request);
    const ids = { requestId, route: route?.path, upstream: route?.service, code: refusal.code };
    const { log } = this.parts;
    if (refusal.status === 500) log.error('a call failed in the gateway', { ...ids, error: refusal.cause ?? refusal });
    else if (refusal.status >= 503 && refusal.cause !== undefined)
      log.warn('a service did not answer', { ...ids, error: refusal.cause });
  }
}

function headersOf(error: unknown): Readonly<Record<string, string>> {
  return error instanceof TooMany ? error.headers : {};
}
