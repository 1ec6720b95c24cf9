import { fieldOf, textOf } from './answer.js';

/** Tokens as every sign-in answers them; guests and tablets have no refresh token. */
export interface Tokens {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken?: string;
}

/** The tokens in an answer, if it has any. */
export function tokensIn(answer: unknown): Tokens | undefined {
  const [accessToken, expiresIn] = [textOf(answer, 'accessToken'), fieldOf(answer, 'expiresIn')];
  if (accessToken === undefined || typeof expiresIn !== 'number') return undefined;
  const refreshToken = textOf(answer, 'refreshToken');
  return { accessToken, expiresIn, ...(refreshToken === undefined ? {} : { refreshToken }) };
}
