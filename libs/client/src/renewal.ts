import type { Calls } from './calls.js';
import { ChowkError } from './chowk-error.js';
import type { Session } from './sign-in.js';
import { tokensIn, type Tokens } from './tokens.js';

/** Whether a session brings what renews it. */
export function isRenewable({ refreshToken, deviceToken }: Session): boolean {
  return refreshToken !== null || deviceToken !== null;
}

/**
 * New tokens for a session, by its refresh token, by that of its device, or by what the frontend does. Rejects with the refusal when the
 * sign-in has ended, as that of a guest does.
 */
export async function renewedTokens(
  session: Session,
  calls: Calls,
  otherwise: ((session: Session) => Promise<Tokens>) | undefined,
): Promise<Tokens> {
  const { refreshToken, deviceToken } = session;
  if (refreshToken !== null) return tokensBy(calls, '/auth/refresh', { refreshToken });
  // A tablet's lasts: it is not told again
  if (deviceToken !== null) return { ...(await tokensBy(calls, '/devices/token', { deviceToken })), deviceToken };
  if (otherwise) return otherwise(session);
  throw new ChowkError({ code: 'AUTH_TOKEN_EXPIRED', message: 'The sign-in has expired.', status: 401 });
}

async function tokensBy(calls: Calls, path: string, body: object): Promise<Tokens> {
  const { data } = await calls.make('post', path, { body, isHarmless: true });
  const tokens = tokensIn(data);
  if (tokens) return tokens;
  throw new ChowkError({ code: 'UNREADABLE_ANSWER', message: `${path} answered no tokens.` });
}
