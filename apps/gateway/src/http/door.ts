import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MethodNotAllowed, NotFound, Overloaded, Unavailable } from '@chowk/contracts';
import { callerHeader, DomainError, refuse, signCaller } from '@chowk/kit';
import { forwardable, namedInConnection } from '../domain/forwarded-headers.js';
import type { RouteBook } from '../domain/route-book.js';
import type { Route } from '../domain/route.js';
import type { TenantBook } from '../events/tenant-book.js';
import type { RateLimits } from '../limits/rate-limits.js';
import { Shed, type LoadGate } from '../load/load-gate.js';
import type { GivenBefore } from '../upstream/given-before.js';
import type { Proxy } from '../upstream/proxy.js';
import type { Upstreams } from '../upstream/upstreams.js';
import type { Admission, Admitted } from './admission.js';
import { isPreflight, judgeOrigin, preflightHeaders, varyOfPublicAnswers } from './cors.js';
import type { OwnPages } from './own-pages.js';
import type { Records } from './records.js';
import type { Refusals } from './refusals.js';
import { readHead } from './request-head.js';
import { beginVisit, type Visit } from './visit.js';
import { CallerGone, wholeBody } from './whole-body.js';

export interface DoorParts {
  readonly routes: RouteBook;
  readonly ownPages: OwnPages;
  readonly admission: Admission;
  readonly tenants: TenantBook;
  readonly loadGate: LoadGate;
  readonly limits: RateLimits;
  readonly givenBefore: GivenBefore;
  readonly upstreams: Upstreams;
  readonly proxy: Proxy;
  readonly refusals: Refusals;
  readonly records: Records;
  readonly gatewaySecret: string;
  readonly trustedHops: number;
  readonly mostSockets: number;
  /** True once this instance is about to end: it serves, but asks callers not to use their connection again. */
  readonly isEnding: () => boolean;
  /** True once the last answers are being given. */
  readonly isClosing: () => boolean;
}

/** What every request goes through, in this order: head, route, load, identity, limits, body, service. */
export class Door {
  /** The latest answer on each connection. */
  private readonly latest = new WeakMap<Socket, ServerResponse>();

  constructor(private readonly parts: DoorParts) {}

  /** The first listener; the gateway's own pages go on to Nest by `next`. */
  readonly receive = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const visit = beginVisit(request, this.parts.trustedHops);
    const isBehind = this.latest.get(request.socket)?.writableFinished === false;
    this.latest.set(request.socket, response);
    if (this.parts.isEnding()) response.shouldKeepAlive = false;
    this.parts.records.follow(visit, request, response);
    this.pass(visit, request, response, { next, isBehind }).catch((error: unknown) => {
      if (error instanceof CallerGone) return void response.destroy();
      if (error instanceof Shed) visit.isShed = true;
      this.parts.refusals.answer(error, request, response, allowHeader(error));
    });
  };

  /** The listener of `upgrade`: the same way in, onto a route that lets sockets through. */
  readonly upgrade = (request: IncomingMessage, socket: Socket, head: Buffer): void => {
    const visit = beginVisit(request, this.parts.trustedHops);
    // A caller that vanishes is no event; without a listener it would end the process
    socket.on('error', () => socket.destroy());
    this.parts.records.followSocket(visit, socket);
    this.passSocket(visit, request, socket, head).catch((error: unknown) =>
      this.parts.refusals.answerSocket(error, request, socket),
    );
  };

  private async pass(
    visit: Visit,
    request: IncomingMessage,
    response: ServerResponse,
    { next, isBehind }: { readonly next: () => void; readonly isBehind: boolean },
  ): Promise<void> {
    const { parts } = this;
    const { answerHeaders } = visit;
    answerHeaders['vary'] = 'Origin';
    judgeOrigin(request, answerHeaders, (origin) => parts.tenants.anyAllows(origin));
    // Its connection ends with the answer before it, so that its own would reach nobody
    if (isBehind && parts.isClosing()) throw refuse(Unavailable, undefined, { retryAfter: 1 });
    visit.target = readHead(request);
    dropNamedInConnection(request.headers);
    if (isPreflight(request)) {
      response.writeHead(204, { ...answerHeaders, ...preflightHeaders(request, parts.tenants) }).end();
      return;
    }
    if (parts.ownPages.has(visit.target.path)) {
      visit.ownPage = visit.target.path;
      if (request.method !== 'GET' && request.method !== 'HEAD') throw new WrongMethod(['GET', 'HEAD']);
      for (const [name, value] of Object.entries(answerHeaders)) response.setHeader(name, value);
      return next();
    }
    const route = this.routeOf(visit, request);
    if (route.access.kind === 'anybody') answerHeaders['vary'] = varyOfPublicAnswers(request);
    parts.loadGate.check(route);
    const { tenant } = await this.admit(visit, route, request.headers, (headers) =>
      Object.assign(answerHeaders, headers),
    );
    if (tenant) judgeOrigin(request, answerHeaders, (origin) => tenant.origins.includes(origin));
    if (response.destroyed) throw new CallerGone('Gone before the call went on');
    if (route.patience === 'stream') this.refuseTooManyLasting();
    const shared = parts.givenBefore.callOf(route, visit, request);
    if (shared?.answer(response)) return;
    const passage = parts.upstreams.enter(route.service);
    response.once('close', passage.leave);
    const body = await wholeBody(request);
    passage.hold(parts.loadGate.enter(route, visit.tenantId));
    this.rewrite(visit, route, request, { body });
    const call = { request, passage, body, patience: route.patience, answerHeaders, watch: shared?.watch() };
    parts.proxy.forward(call, response);
  }

  private async passSocket(visit: Visit, request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const { parts } = this;
    if (parts.isClosing()) throw refuse(Unavailable, undefined, { retryAfter: 1 });
    visit.target = readHead(request);
    const route = this.routeOf(visit, request);
    if (route.patience !== 'socket') throw refuse(NotFound);
    this.refuseTooManyLasting();
    await this.admit(visit, route, request.headers, () => undefined);
    if (socket.destroyed) return;
    const passage = parts.upstreams.enter(route.service);
    passage.hold(parts.loadGate.enter(route));
    this.rewrite(visit, route, request, { upgrade: true });
    const { answerHeaders } = visit;
    parts.proxy.upgrade({ request, passage, body: undefined, patience: route.patience, answerHeaders }, socket, head);
  }

  private refuseTooManyLasting(): void {
    if (this.parts.proxy.lastingCount >= this.parts.mostSockets) throw refuse(Overloaded, undefined, { retryAfter: 5 });
  }

  private routeOf(visit: Visit, request: IncomingMessage): Route {
    const { route, allowed } = this.parts.routes.find(request.method ?? '', visit.target?.path ?? '');
    if (!route) throw allowed.length > 0 ? new WrongMethod(allowed) : refuse(NotFound);
    visit.route = route;
    return route;
  }

  /** Counted in one go when it is known who calls; who is refused before that is counted by address, so that guessing costs, too. */
  private async admit(
    visit: Visit,
    route: Route,
    headers: IncomingHttpHeaders,
    tell: (headers: Readonly<Record<string, string>>) => unknown,
  ): Promise<Admitted> {
    const { admission, limits, loadGate } = this.parts;
    const caller = { peer: visit.peer, strictness: route.limit, personId: undefined, tenantId: undefined };
    let admitted: Admitted;
    try {
      admitted = await admission.admit(route, headers);
    } catch (error) {
      tell(await limits.count(caller));
      throw error;
    }
    const { principal, tenant } = admitted;
    if (principal) visit.principal = principal;
    const tenantId = tenant?.id ?? principal?.tenantId;
    if (tenantId !== undefined) visit.tenantId = tenantId;
    loadGate.check(route, tenantId);
    tell(await limits.count({ ...caller, personId: principal?.id, tenantId }));
    return admitted;
  }

  /** From here on the request says only what a service may believe. */
  private rewrite(
    visit: Visit,
    route: Route,
    request: IncomingMessage,
    { body, upgrade = false }: { readonly body?: Buffer | undefined; readonly upgrade?: boolean },
  ): void {
    const { requestId, traceparent, peer, tenantId, target } = visit;
    request.headers = {
      ...forwardable(request.headers, { extra: route.headers, upgrade }),
      ...(body ? { 'content-length': String(body.length) } : {}),
      ...(tenantId === undefined ? {} : { 'x-tenant-id': tenantId }),
      [callerHeader]: signCaller({ peer, requestId, at: Date.now() }, this.parts.gatewaySecret),
      'x-request-id': requestId,
      traceparent,
    };
    request.url = `${target?.path ?? '/'}${target?.query ?? ''}`;
  }
}

/** 405 with what would be allowed. */
class WrongMethod extends DomainError {
  constructor(readonly allowed: readonly string[]) {
    super(MethodNotAllowed, { allowed });
  }
}

function allowHeader(error: unknown): Readonly<Record<string, string>> {
  return error instanceof WrongMethod ? { allow: error.allowed.join(', ') } : {};
}

function dropNamedInConnection(headers: IncomingHttpHeaders): void {
  for (const name of namedInConnection(headers)) if (name !== 'host') Reflect.deleteProperty(headers, name);
}
