import { error } from './error.js';

/** Errors that every service may answer with. Codes of one service stand beside its events. */
export const MalformedJson = error(
  'MALFORMED_JSON',
  'malformed',
  'The body is not well-formed JSON.',
  'Send one JSON value without duplicate keys, at most 64 levels deep.',
);
export const MalformedRequest = error(
  'MALFORMED_REQUEST',
  'malformed',
  'The request could not be read.',
  'Check method, path and headers.',
);
export const TenantRequired = error(
  'TENANT_REQUIRED',
  'malformed',
  'This call needs to know the business.',
  'Send X-Tenant-Id with the slug or id of the tenant.',
);
export const IdempotencyKeyRequired = error(
  'IDEMPOTENCY_KEY_REQUIRED',
  'malformed',
  'This call needs an Idempotency-Key.',
  'Send a new UUID in Idempotency-Key with each new intention, the same one with a retry.',
);
export const IdempotencyKeyInvalid = error(
  'IDEMPOTENCY_KEY_INVALID',
  'malformed',
  'The Idempotency-Key is not usable.',
  'Use 1 to 255 visible ASCII characters, best a UUID.',
);
export const AuthTokenMissing = error(
  'AUTH_TOKEN_MISSING',
  'unauthenticated',
  'Please sign in.',
  'Send Authorization: Bearer with an access token.',
);
export const AuthTokenInvalid = error(
  'AUTH_TOKEN_INVALID',
  'unauthenticated',
  'The sign-in is not valid.',
  'Sign in again; never build or change tokens.',
);
export const AuthTokenExpired = error(
  'AUTH_TOKEN_EXPIRED',
  'unauthenticated',
  'The sign-in has expired.',
  'Call POST /auth/refresh and repeat the call.',
);
export const AuthSessionEnded = error(
  'AUTH_SESSION_REVOKED',
  'unauthenticated',
  'This sign-in was ended.',
  'Sign in again.',
);
export const PermissionDenied = error(
  'PERMISSION_DENIED',
  'forbidden',
  'You may not do this.',
  'Ask for the permission named in details.',
);
export const TenantMismatch = error(
  'TENANT_MISMATCH',
  'forbidden',
  'The sign-in belongs to another business.',
  'Leave out X-Tenant-Id on signed-in calls or send the tenant of the token.',
);
export const TenantSuspended = error(
  'TENANT_SUSPENDED',
  'forbidden',
  'This business is suspended.',
  'Contact the operator of the platform.',
);
export const TenantNotFound = error(
  'TENANT_NOT_FOUND',
  'not-found',
  'There is no such business.',
  'Check the slug or id in X-Tenant-Id.',
);
export const NotFound = error(
  'NOT_FOUND',
  'not-found',
  'There is no such thing.',
  'Check the id; things of other tenants, customers and outlets look the same as missing ones.',
);
export const MethodNotAllowed = error(
  'METHOD_NOT_ALLOWED',
  'method-not-allowed',
  'This method is not allowed here.',
  'See the API reference.',
);
export const RequestTimeout = error(
  'REQUEST_TIMEOUT',
  'timed-out-request',
  'The request took too long to arrive.',
  'Send it again.',
);
export const IdempotencyInProgress = error(
  'IDEMPOTENCY_IN_PROGRESS',
  'conflict',
  'The first call with this key is still running.',
  'Repeat the call after a second.',
);
export const VersionConflict = error(
  'VERSION_CONFLICT',
  'precondition',
  'It was changed in the meantime.',
  'Read it again and repeat with the current version.',
);
export const PayloadTooLarge = error('PAYLOAD_TOO_LARGE', 'too-large', 'The body is too large.', 'Stay below 1 MiB.');
export const UnsupportedMediaType = error(
  'UNSUPPORTED_MEDIA_TYPE',
  'unsupported-media',
  'This kind of body is not accepted.',
  'Send application/json.',
);
export const ValidationFailed = error(
  'VALIDATION_FAILED',
  'invalid',
  'Some fields are not valid.',
  'Mend the fields listed in details.',
);
export const UnknownReference = error(
  'UNKNOWN_REFERENCE',
  'invalid',
  'The body names something that does not exist.',
  'Check the ids listed in details.',
);
export const OutOfRange = error(
  'OUT_OF_RANGE',
  'invalid',
  'A number is outside what is allowed.',
  'See details for the bounds.',
);
export const IdempotencyKeyReused = error(
  'IDEMPOTENCY_KEY_REUSED',
  'invalid',
  'This Idempotency-Key was used with another body.',
  'Use a new key for a new intention.',
);
export const RateLimited = error('RATE_LIMITED', 'too-many', 'Too many calls.', 'Wait as Retry-After says.');
export const HeadersTooLarge = error(
  'HEADERS_TOO_LARGE',
  'headers-too-large',
  'The headers are too large.',
  'Send fewer or shorter headers.',
);
export const Internal = error('INTERNAL', 'internal', 'Something went wrong on our side.', 'Tell us the requestId.');
export const Unavailable = error(
  'UNAVAILABLE',
  'unavailable',
  'This part is not available just now.',
  'Repeat the call as Retry-After says.',
);
export const Overloaded = error(
  'OVERLOADED',
  'unavailable',
  'Too busy just now.',
  'Repeat the call as Retry-After says.',
);
export const NotYetAvailable = error(
  'NOT_YET_AVAILABLE',
  'unavailable',
  'It was just made and is not known here yet.',
  'Repeat the call as Retry-After says.',
);
export const UpstreamTimeout = error(
  'UPSTREAM_TIMEOUT',
  'upstream-timeout',
  'No answer in time.',
  'Repeat the call with the same Idempotency-Key.',
);
