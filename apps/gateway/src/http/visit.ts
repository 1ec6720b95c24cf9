import type { IncomingMessage } from 'node:http';
import { continueTrace, requestIdFrom, type Principal } from '@chowk/kit';
import { securityHeaders } from './security-headers.js';
import type { RequestTarget } from '../domain/request-target.js';
import type { Route } from '../domain/route.js';

/** What is known about one request, or upgrade, on its way through. */
export interface Visit {
  readonly requestId: string;
  readonly traceparent: string;
  /** Real address of the caller. */
  readonly peer: string;
  /** `performance.now()` of the head of the request. */
  readonly startedAt: number;
  /** What the answer says beside what its author says; written with it, all at once. */
  readonly answerHeaders: Record<string, string>;
  target?: RequestTarget;
  route?: Route;
  /** One of the gateway's own pages. */
  ownPage?: string;
  tenantId?: string;
  principal?: Principal;
  /** Refused since there was too much to do: it leaves a count and no line. */
  isShed?: boolean;
}

const visits = new WeakMap<IncomingMessage, Visit>();

/** Begins a visit; `hops` own proxies stand in front and name the caller in X-Forwarded-For. */
export function beginVisit(request: IncomingMessage, hops: number): Visit {
  const requestId = requestIdFrom(only(request.headers['x-request-id']));
  const visit: Visit = {
    requestId,
    traceparent: continueTrace(only(request.headers['traceparent'])),
    peer: peerOf(request, hops),
    startedAt: performance.now(),
    answerHeaders: { 'x-request-id': requestId, ...securityHeaders },
  };
  visits.set(request, visit);
  return visit;
}

/** The visit of a request. Throws for one that did not come through the door. */
export function visitOf(request: IncomingMessage): Visit {
  const visit = visits.get(request);
  if (!visit) throw new Error('This request did not come through the door');
  return visit;
}

function peerOf(request: IncomingMessage, hops: number): string {
  const socket = request.socket.remoteAddress ?? 'unknown';
  if (hops === 0) return socket;
  const named = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const peer = named.at(-hops)?.trim();
  return peer !== undefined && /^[0-9a-f.:]{2,45}$/i.test(peer) ? peer : socket;
}

function only(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
