import { error } from '../envelope/error.js';

export const OtpInvalid = error(
  'OTP_INVALID',
  'unauthenticated',
  'This code is not valid.',
  'Send the newest code for this phone number, once and within five minutes, or request a new one.',
);
export const OtpLocked = error(
  'OTP_LOCKED',
  'too-many',
  'Too many wrong codes.',
  'Wait as Retry-After says, then request a new code.',
);
/** The same for unknown people, wrong passwords and suspended staff. */
export const AuthCredentialsInvalid = error(
  'AUTH_CREDENTIALS_INVALID',
  'unauthenticated',
  'Name or password is not right.',
  'Check both; after five failures the sign-in is locked for fifteen minutes.',
);
export const AuthLocked = error(
  'AUTH_LOCKED',
  'too-many',
  'Too many failed sign-ins.',
  'Wait as Retry-After says; the right password is refused until then, too.',
);
export const AuthRefreshInvalid = error(
  'AUTH_REFRESH_INVALID',
  'unauthenticated',
  'This sign-in cannot be renewed.',
  'Sign in again; a refresh token is sent as it was given, in refreshToken.',
);
export const AuthRefreshReused = error(
  'AUTH_REFRESH_REUSED',
  'unauthenticated',
  'This sign-in was ended because its refresh token was used twice.',
  'Sign in again; keep only the newest refresh token.',
);
export const LastOwner = error(
  'LAST_OWNER',
  'conflict',
  'A business needs at least one active owner.',
  'Make somebody else an owner first.',
);
