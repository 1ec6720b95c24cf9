import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { runInCall } from '../context/call-context.js';
import type { IdempotencyKey } from '../database/idempotency-key.js';
import { Idempotency } from './idempotency.js';
import { renderAnswer, type Rendered } from './rendered.js';
import { crashPoint } from '../start/crash-point.js';
import { callOf, type HttpRequest } from './request.js';
import { RouteTable } from './route-table.js';
import { refuseUndeclared } from './undeclared.js';

/** Runs the handler as a call of its principal and tenant, once per idempotency key, and puts the answer in the envelope. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(
    private readonly routes: RouteTable,
    private readonly idempotency: Idempotency,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    return from(this.answer(context, next));
  }

  private async answer(context: ExecutionContext, next: CallHandler): Promise<Rendered['body']> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const route = this.routes.of(context.getHandler());
    const call = callOf(request);
    const work = (idempotency: IdempotencyKey | undefined): Promise<Rendered> =>
      runInCall(
        {
          requestId: call.requestId,
          correlationId: call.requestId,
          traceparent: call.traceparent,
          tenantId: call.tenantId,
          principal: call.principal,
          peer: call.peer,
          language: call.language,
          idempotency,
        },
        async () => {
          refuseUndeclared(route, request);
          const value: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
          return renderAnswer(value, { requestId: call.requestId, ifNoneMatch: request.headers['if-none-match'] });
        },
      );
    const rendered = route.idempotency
      ? await this.idempotency.once(request, route, route.idempotency, work)
      : await work(undefined);
    crashPoint('answering', `${route.method} ${route.path}`);
    void reply.code(rendered.status).headers(rendered.headers);
    return rendered.body;
  }
}
