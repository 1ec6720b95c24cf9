import { HttpException } from '@nestjs/common';
import {
  HeadersTooLarge,
  Internal,
  MalformedRequest,
  MethodNotAllowed,
  NotFound,
  PayloadTooLarge,
  PermissionDenied,
  RateLimited,
  RequestTimeout,
  Unavailable,
  UnsupportedMediaType,
  ValidationFailed,
  type ErrorDefinition,
} from '@chowk/contracts/envelope';
import { DomainError, refuse } from '../context/domain-error.js';
import { failureOf } from '../events/failures.js';

/** What the framework refuses by itself, in our words. */
const ofStatus: Readonly<Record<number, ErrorDefinition>> = {
  400: MalformedRequest,
  403: PermissionDenied,
  404: NotFound,
  405: MethodNotAllowed,
  408: RequestTimeout,
  413: PayloadTooLarge,
  414: MalformedRequest,
  415: UnsupportedMediaType,
  422: ValidationFailed,
  429: RateLimited,
  431: HeadersTooLarge,
  503: Unavailable,
};

/** Seconds after which a database that went away, or a row that somebody held, is worth another try. */
const databaseWait = 2;
const contentionWait = 1;

/** The refusal an error is answered with: its own, or 503 while the database is away, or 500 INTERNAL that tells nothing. */
export function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof HttpException) {
    return refuse(ofStatus[error.getStatus()] ?? Internal, undefined, { cause: error });
  }
  const failure = failureOf(error);
  if (failure === 'database-away') return refuse(Unavailable, undefined, { cause: error, retryAfter: databaseWait });
  if (failure === 'contention') return refuse(Unavailable, undefined, { cause: error, retryAfter: contentionWait });
  return refuse(Internal, undefined, { cause: error });
}
