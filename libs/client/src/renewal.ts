import type { Calls } from './calls.js';
import { ChowkError } from './chowk-error.js';
import type { Session } from './sign-in.js';
import { tokensIn, type Tokens } from './tokens.js';

/** Whether new tokens can be had without asking the person. */
export function isRenewable({ refreshToken, deviceToken }: Session): boolean {
  return refreshToken !== null || deviceToken !== null;
}

/** New tokens for a session that is {@link isRenewable}. Rejects with the refusal when the sign-in has ended. */
export async function renewedTokens({ refreshToken, deviceToken }: Session, calls: Calls): Promise<Tokens> {
  const [path, body] =
    refreshToken === null ? ['/devices/token', { deviceToken }] : ['/auth/refresh', { refreshToken }];
  const { data } = await calls.make('post', path, { body, isHarmless: true });
  const tokens = tokensIn(data);
  if (!tokens) throw new ChowkError({ code: 'UNREADABLE_ANSWER', message: `${path} answered no tokens.` });
  // A tablet's lasts: it is not told again
  return deviceToken === null ? tokens : { ...tokens, deviceToken };
}
