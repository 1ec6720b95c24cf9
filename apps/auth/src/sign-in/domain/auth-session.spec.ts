import { AuthSessionRevocation, AuthSessionRevoked } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { describe, expect, it } from 'vitest';
import { AuthSession } from './auth-session.js';

const now = new Date('2026-01-15T12:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const month = 30 * 86_400_000;
const person = { id: '01890000-0000-7000-8000-000000000001', kind: 'customer' as const };

function open() {
  const { session, secret } = AuthSession.open(person, { device: undefined, lifetimeMs: month }, now);
  const refresh = (generation: number, presented: Buffer, at = now) =>
    session.refresh({ generation, secret: presented }, month, at);
  const renewed = (generation: number, presented: Buffer, at = now) => {
    const outcome = refresh(generation, presented, at);
    if (outcome.kind !== 'RENEWED') throw new Error(`Not renewed: ${outcome.kind}`);
    return outcome;
  };
  return { session, secret, refresh, renewed };
}

describe('The refresh tokens of a sign-in', () => {
  it('are kept as hashes alone', () => {
    const { session, secret, renewed } = open();
    const next = renewed(1, secret);
    const kept = JSON.stringify(session);
    for (const text of [secret.toString('base64url'), next.secret.toString('base64url')])
      expect(kept).not.toContain(text);
  });

  it('replace each other and carry the sign-in on', () => {
    const { session, secret, renewed } = open();
    const second = renewed(1, secret, after(1_000));
    const third = renewed(2, second.secret, after(2_000));
    expect([second.generation, third.generation, session.generation]).toEqual([2, 3, 3]);
    expect(session.lastUsedAt).toEqual(after(2_000));
    expect(session.expiresAt).toEqual(after(2_000 + month));
  });

  it('have one successor for thirty seconds, at the last instant too', () => {
    const { secret, renewed, refresh, session } = open();
    const second = renewed(1, secret);
    expect(renewed(1, secret, after(30_000))).toEqual(second);
    expect(session.endedAt).toBeNull();
    expect(refresh(1, secret, after(30_001))).toEqual({ kind: 'REUSED' });
    expect(session.endReason).toBe('REUSE');
  });

  it('end the sign-in when an old one comes again although a later renewal is fresh', () => {
    const { secret, renewed, refresh } = open();
    const second = renewed(1, secret);
    renewed(2, second.secret, after(40_000));
    expect(refresh(1, secret, after(41_000))).toEqual({ kind: 'REUSED' });
  });

  it('count as used twice when the secret is not the one of that generation', () => {
    const { secret, renewed, refresh } = open();
    renewed(1, secret);
    expect(refresh(1, Buffer.alloc(32))).toEqual({ kind: 'REUSED' });
  });

  it('are invalid with a secret or generation that was never given, without ending anything', () => {
    const { session, secret, refresh } = open();
    expect(refresh(1, Buffer.alloc(32))).toEqual({ kind: 'INVALID' });
    expect(refresh(2, secret)).toEqual({ kind: 'INVALID' });
    expect(session.endedAt).toBeNull();
  });

  it('are of no use once the sign-in has expired or was ended', () => {
    const { session, secret, renewed, refresh } = open();
    expect(refresh(1, secret, after(month))).toEqual({ kind: 'INVALID' });
    const second = renewed(1, secret);
    session.end('LOGOUT', now);
    expect(refresh(2, second.secret)).toEqual({ kind: 'ENDED' });
    expect(refresh(1, secret)).toEqual({ kind: 'ENDED' });
  });

  it('are remembered for twenty renewals at most', () => {
    const { session, secret, renewed } = open();
    let latest = { generation: 1, secret };
    for (let count = 0; count < 25; count++) latest = renewed(latest.generation, latest.secret);
    expect(session.rotations).toHaveLength(20);
  });
});

describe('The end of a sign-in', () => {
  it('is told once, with how long its access tokens must be refused', () => {
    const { session } = open();
    session.end('LOGOUT', now);
    session.end('SUSPENDED', after(1_000));
    const told = Aggregate.factsOf(session).map(({ definition, data }) => [definition, data]);
    const { id: sessionId } = session;
    expect(told).toEqual([
      [AuthSessionRevoked, { sessionId, personId: person.id, reason: 'LOGOUT' }],
      [AuthSessionRevocation, { sessionId, personId: person.id, until: '2026-01-15T12:15:00.000Z' }],
    ]);
    expect(session.isLive(now)).toBe(false);
  });
});
