import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import {
  HeadersTooLarge,
  MalformedRequest,
  RequestTimeout,
  Unavailable,
  type ErrorDefinition,
} from '@chowk/contracts/envelope';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../context/domain-error.js';
import { newId } from '../ids/new-id.js';
import { traceIdOf, type Log } from '../start/log.js';
import type { Metrics } from '../start/metrics.js';
import { callerHeader, verifyCaller } from './caller-header.js';
import { closingHeader } from './closing-header.js';
import { send } from './error.filter.js';
import { readAtMost, registerBodyParsers } from './json-body.js';
import type { KnownPaths } from './known-paths.js';
import { chooseLanguage } from './language.js';
import type { OpenCalls } from './open-calls.js';
import { failureText, renderFailure } from './rendered.js';
import { beginCall, callOf } from './request.js';
import { continueTrace, requestIdFrom } from './trace.js';

export interface ServerParts {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly gatewaySecret: string;
  readonly paths: KnownPaths;
  readonly calls: OpenCalls;
  /** True once this instance is about to end: it still serves, and says so. */
  readonly isLeaving: () => boolean;
  /** True once the last answers are being given: what comes now is sent away, marked as not begun. */
  readonly isClosing: () => boolean;
}

/** The HTTP server of a service: reads with care, knows each request's ids, counts and logs each answer once. */
export function httpServer(parts: ServerParts): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: readAtMost,
    requestTimeout: 15_000,
    keepAliveTimeout: 65_000,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    schemaController: { compilersFactory: noSchemas },
    clientErrorHandler: (error: Error & { code?: string }, socket: Socket) => answerParserError(error, socket),
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      send(reply, renderFailure(refuse(MalformedRequest), requestIdFrom(headerOf(request, 'x-request-id'))));
    },
  });
  const server: FastifyInstance = adapter.getInstance();
  registerBodyParsers(server);
  parts.paths.watch(server);
  server.addHook('onRequest', (request, reply, done) => {
    begin(request, reply, parts);
    if (parts.isLeaving() || parts.isClosing()) void reply.header('connection', 'close').header(closingHeader, '1');
    if (!parts.isClosing()) return done();
    send(reply, renderFailure(refuse(Unavailable, undefined, { retryAfter: 1 }), callOf(request).requestId));
  });
  return adapter;
}

/** Routes have no schemas of Fastify's (Nest's pipe and the kit's rendering do that work): its own compilers would be 3 MB for nothing. */
const noSchemas = { buildValidator: compilesNothing, buildSerializer: compilesNothing };

function compilesNothing(): never {
  throw new Error('Shapes are declared to the kit, not to Fastify');
}

function begin(request: FastifyRequest, reply: FastifyReply, parts: ServerParts): void {
  const signed = headerOf(request, callerHeader);
  const caller = signed === undefined ? undefined : verifyCaller(signed, parts.gatewaySecret);
  const acceptLanguage = request.headers['accept-language'];
  const requestId = caller?.requestId ?? requestIdFrom(headerOf(request, 'x-request-id'));
  beginCall(request, {
    requestId,
    traceparent: continueTrace(headerOf(request, 'traceparent')),
    acceptLanguage,
    language: chooseLanguage(acceptLanguage),
    peer: caller?.peer ?? request.ip,
    isVouched: caller !== undefined,
    startedAt: performance.now(),
  });
  void reply.header('x-request-id', requestId);
  parts.metrics.requestsInFlight.inc();
  parts.calls.begin(reply.raw);
  reply.raw.once('close', () => end(request, reply, parts));
}

/** One line and one observation per request, also when the caller went away before the answer. */
function end(request: FastifyRequest, reply: FastifyReply, { log, metrics, isClosing }: ServerParts): void {
  // A kept-alive connection that falls idle after the server began to close would hold the shutdown until its time-out
  if (isClosing()) request.raw.socket.end();
  const { startedAt, requestId, traceparent, tenantId, principal } = callOf(request);
  const durationMs = performance.now() - startedAt;
  const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
  const labels = { method: request.method, route, status: String(reply.statusCode) };
  metrics.requestsInFlight.dec();
  metrics.requestDuration.observe(labels, durationMs / 1000);
  if (route.startsWith('/health') || route === '/metrics') return;
  log.info('request', {
    method: request.method,
    route,
    status: reply.statusCode,
    durationMs: Math.round(durationMs * 10) / 10,
    requestId,
    traceId: traceIdOf(traceparent),
    tenantId,
    userId: principal?.id,
    ...(reply.raw.writableFinished ? {} : { aborted: true }),
  });
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

const ofParserCode: Readonly<Record<string, readonly [number, ErrorDefinition]>> = {
  HPE_HEADER_OVERFLOW: [431, HeadersTooLarge],
  ERR_HTTP_REQUEST_TIMEOUT: [408, RequestTimeout],
};

/**
 * Answers what Node's HTTP parser refuses with the error envelope, and ends the connection; the gateway uses it too, with `moreHeaders` as
 * lines of the head, each with its end.
 */
export function answerParserError(error: Error & { readonly code?: string }, socket: Socket, moreHeaders = ''): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, definition] = ofParserCode[error.code ?? ''] ?? [400, MalformedRequest];
  const body = failureText(definition, newId());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n${moreHeaders}Connection: close\r\n\r\n${body}`,
  );
}
