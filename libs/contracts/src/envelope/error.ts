/** What an error means to the caller; one place in the kit turns it into the HTTP status. */
export const statusOfKind = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'timed-out-request': 408,
  conflict: 409,
  precondition: 412,
  'too-large': 413,
  'unsupported-media': 415,
  invalid: 422,
  'too-many': 429,
  'headers-too-large': 431,
  internal: 500,
  unavailable: 503,
  'upstream-timeout': 504,
} as const;

export type ErrorKind = keyof typeof statusOfKind;

/** An error owns its code and its kind; codes are UPPER_SNAKE and never change. */
export interface ErrorDefinition<Code extends string = string> {
  readonly code: Code;
  readonly kind: ErrorKind;
  /** For a person. */
  readonly message: string;
  /** What the caller's developer should do. */
  readonly remedy: string;
}

export function error<Code extends string>(
  code: Code,
  kind: ErrorKind,
  message: string,
  remedy: string,
): ErrorDefinition<Code> {
  return { code, kind, message, remedy };
}
