import { statusOfKind, type ErrorDefinition } from '@chowk/contracts/envelope';

/** What an error tells beside its code: faults by path, ids, bounds. Goes to the caller as `error.details`. */
export type ErrorDetails = readonly unknown[] | Readonly<Record<string, unknown>>;

export interface RefusalOptions extends ErrorOptions {
  /** Seconds until a repetition makes sense; sent as `Retry-After`. */
  readonly retryAfter?: number;
}

/** A refusal with a code that the caller understands; one filter turns its kind into the HTTP status. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly definition: ErrorDefinition;
  readonly details: ErrorDetails | undefined;
  readonly retryAfter: number | undefined;

  constructor(definition: ErrorDefinition, details?: ErrorDetails, options?: RefusalOptions) {
    super(`${definition.code}: ${definition.message}`, options);
    this.definition = definition;
    this.details = details;
    this.retryAfter = options?.retryAfter;
  }

  get code(): string {
    return this.definition.code;
  }

  /** HTTP status of the error's kind. */
  get status(): number {
    return statusOfKind[this.definition.kind];
  }
}

/** `throw refuse(OutOfStock, { short: [...] })`: the one way to make a refusal. */
export function refuse(definition: ErrorDefinition, details?: ErrorDetails, options?: RefusalOptions): DomainError {
  return new DomainError(definition, details, options);
}
