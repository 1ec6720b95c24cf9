import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { MethodNotAllowed, NotFound } from '@chowk/contracts/envelope';
import type { FastifyReply } from 'fastify';
import { throwError, type Observable } from 'rxjs';
import { refuse, type DomainError } from '../context/domain-error.js';
import type { Log } from '../start/log.js';
import { refusalOf } from './failure-mapping.js';
import type { KnownPaths } from './known-paths.js';
import { renderFailure, type Rendered } from './rendered.js';
import { callOf, type HttpRequest } from './request.js';

/** A refusal whose bytes are fixed already, because they were stored under an idempotency key. */
export class SettledRefusal extends Error {
  constructor(readonly rendered: Rendered) {
    super('The answer is settled');
    this.name = 'SettledRefusal';
  }
}

/** The one place where an error becomes an answer. What we did not foresee is logged with its stack and told to nobody. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly log: Log,
    private readonly paths: KnownPaths,
  ) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | undefined {
    if (host.getType() !== 'http') return throwError(() => error);
    const request = host.switchToHttp().getRequest<HttpRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return undefined;
    send(reply, error instanceof SettledRefusal ? error.rendered : this.render(error, request));
    return undefined;
  }

  private render(error: unknown, request: HttpRequest): Rendered {
    const refusal = this.unroutable(request) ?? refusalOf(error);
    const rendered = renderFailure(refusal, callOf(request).requestId);
    logRefusal(this.log, refusal, request);
    if (refusal.definition !== MethodNotAllowed) return rendered;
    return { ...rendered, headers: { ...rendered.headers, allow: this.paths.methodsOf(request.url).join(', ') } };
  }

  private unroutable(request: HttpRequest): DomainError | undefined {
    if (!request.is404) return undefined;
    return refuse(this.paths.methodsOf(request.url).length > 0 ? MethodNotAllowed : NotFound);
  }
}

/** Our own faults with their stack; what is away as a warning; refusals leave no line but the request's. */
export function logRefusal(log: Log, refusal: DomainError, request: HttpRequest): void {
  const { requestId, tenantId, principal } = callOf(request);
  const ids = { requestId, tenantId, userId: principal?.id, code: refusal.code };
  if (refusal.status === 500) log.error('a request failed', { ...ids, error: refusal.cause ?? refusal });
  else if (refusal.status >= 503 && refusal.cause !== undefined)
    log.warn('a request had to wait', { ...ids, error: refusal.cause });
}

/** Sends an answer as it was rendered. */
export function send(reply: FastifyReply, { status, headers, body }: Rendered): void {
  void reply.code(status).headers(headers).send(body);
}
