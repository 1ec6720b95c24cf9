import type { FastifyRequest } from 'fastify';
import type { Principal } from '../context/principal.js';

/** What the kit learns about one HTTP request on its way to the handler. */
export interface HttpCall {
  readonly requestId: string;
  readonly traceparent: string;
  readonly acceptLanguage: string | undefined;
  /** Language of the answer; settled when the tenant is known. */
  language: string;
  /** Real address of the caller: signed by the gateway, else the socket's. */
  readonly peer: string;
  /** The gateway let it in: its signature is on the call. */
  readonly isVouched: boolean;
  /** `performance.now()` of the first byte. */
  readonly startedAt: number;
  tenantId?: string;
  principal?: Principal;
  /** The body's bytes as they arrived; idempotency and signatures look at these, never at the parsed value. */
  rawBody?: Buffer;
}

const calls = new WeakMap<object, HttpCall>();

/** A request inside a service. */
export type HttpRequest = FastifyRequest;

/** Remembers what is known about a request; called once by the first hook. */
export function beginCall(request: HttpRequest, call: HttpCall): void {
  calls.set(request.raw, call);
}

/** What is known about a request. Throws for one that did not pass the first hook. */
export function callOf(request: HttpRequest): HttpCall {
  const call = calls.get(request.raw);
  if (!call) throw new Error('This request did not come through the kit');
  return call;
}

/** The body's bytes; empty when there was no body. */
export function rawBodyOf(request: HttpRequest): Buffer {
  return callOf(request).rawBody ?? Buffer.alloc(0);
}
