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
export const PairingCodeInvalid = error(
  'PAIRING_CODE_INVALID',
  'unauthenticated',
  'This code pairs no device.',
  'Ask a manager for a new code; it is good once and for ten minutes.',
);
export const DeviceTokenInvalid = error(
  'DEVICE_TOKEN_INVALID',
  'unauthenticated',
  'This device is not paired.',
  'Pair it again with a code of a manager.',
);
export const PinInvalid = error(
  'PIN_INVALID',
  'unauthenticated',
  'Name or PIN is not right.',
  'Check both; after five failures the PIN is locked for fifteen minutes.',
);
export const PinLocked = error(
  'PIN_LOCKED',
  'too-many',
  'Too many wrong PINs.',
  'Wait as Retry-After says, or sign in with the password.',
);
