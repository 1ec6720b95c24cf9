import type { AuthSessionAnswer } from '@chowk/contracts';
import type { Principal } from '@chowk/kit';
import type { AuthSession } from '../domain/auth-session.js';

/** A sign-in as its owner sees it. */
export function authSessionView(session: AuthSession, reader: Principal): AuthSessionAnswer {
  return {
    id: session.id,
    device: session.device,
    createdAt: session.createdAt.toISOString(),
    lastUsedAt: session.lastUsedAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    current: session.id === reader.sessionId,
  };
}
