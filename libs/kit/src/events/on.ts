import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { EventDefinition, Received } from '@chowk/contracts/envelope';
import { copyOf, type CopyDeclaration } from './copy.js';

/** What {@link On} tells the transport about a handler. */
export interface HandlerExtras {
  readonly definition: EventDefinition;
  /** The rebuildable copy the handler's class feeds, if any; read late, since class decorators run after those of methods. */
  readonly copy: () => CopyDeclaration | undefined;
}

/** Nest would mask a handler's error as "Internal server error"; delivery decides by the error itself. */
@Catch()
class Unmasked implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

/**
 * Makes a method of a controller the handler of an event: it runs in a transaction of the event's tenant, at most once
 * with effect per event, in order per aggregate. A DomainError it throws is final (dead letter), other errors are
 * retried; see docs/adr/0007 and `delivery.ts`.
 */
export function On<Definition extends EventDefinition>(definition: Definition) {
  return <Result>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<(event: Received<Definition>) => Result>,
  ): void => {
    const extras: HandlerExtras = { definition, copy: () => copyOf(target.constructor) };
    applyDecorators(EventPattern<string>(definition.type, extras), UseFilters(new Unmasked()))(target, key, descriptor);
  };
}
