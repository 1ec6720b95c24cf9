import { fieldOf, textOf } from './answer.js';

/** Tokens as every sign-in answers them; guests have no refresh token, tablets the lasting token of the device instead. */
export interface Tokens {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken?: string;
  readonly deviceToken?: string;
}

/** The tokens in an answer, if it has any. */
export function tokensIn(answer: unknown): Tokens | undefined {
  const [accessToken, expiresIn] = [textOf(answer, 'accessToken'), fieldOf(answer, 'expiresIn')];
  if (accessToken === undefined || typeof expiresIn !== 'number') return undefined;
  const [refreshToken, deviceToken] = [textOf(answer, 'refreshToken'), textOf(answer, 'deviceToken')];
  return {
    accessToken,
    expiresIn,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(deviceToken === undefined ? {} : { deviceToken }),
  };
}
