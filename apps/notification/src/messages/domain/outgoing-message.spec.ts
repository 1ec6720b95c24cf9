import { MessageFailed, MessageSent } from '@chowk/contracts';
import { Aggregate, newId } from '@chowk/kit';
import { describe, expect, it } from 'vitest';
import { leaseMs, maximalAttempts, OutgoingMessage } from './outgoing-message.js';

const at = (seconds: number) => new Date(Date.parse('2026-01-01T10:00:00Z') + seconds * 1_000);
const message = () =>
  OutgoingMessage.otp(
    { id: newId(), challengeId: newId(), sealed: 'sealed', requestedAt: at(0), expiresAt: at(300) },
    at(0),
  );
const facts = (of: OutgoingMessage) => Aggregate.factsOf(of).map(({ definition }) => definition);

describe('An outgoing message', () => {
  it('is taken by one at a time, and by another when the first never came back', () => {
    const it = message();
    expect([it.begin(at(0)), it.begin(at(1))]).toEqual([true, false]);
    expect(it.begin(at(leaseMs / 1_000))).toBe(true);
    expect(it.attempts).toBe(2);
  });

  it('is given up when two tries have never come back', () => {
    const it = message();
    it.begin(at(0));
    it.begin(at(50));
    expect(it.begin(at(100))).toBe(false);
    expect(it).toMatchObject({ state: 'FAILED', failure: 'UNANSWERED', sealed: null });
    expect(facts(it)).toEqual([MessageFailed]);
  });

  it('waits longer after each failure, as long as the provider asks, and ends after six tries', () => {
    const it = message();
    let now = 0;
    const pauses: number[] = [];
    while (it.state === 'QUEUED') {
      now = Math.max(now, (it.nextTryAt.getTime() - at(0).getTime()) / 1_000);
      it.begin(at(now));
      it.settle(it.attempts, { kind: 'not-sent', reason: 'TWILIO_503' }, at(now));
      pauses.push((it.nextTryAt.getTime() - at(now).getTime()) / 1_000);
    }
    expect(pauses.slice(0, 5)).toEqual([1, 2, 4, 8, 16]);
    expect(it).toMatchObject({ attempts: maximalAttempts, failure: 'TWILIO_503', doubts: 0 });
    const asked = message();
    asked.begin(at(0));
    asked.settle(1, { kind: 'not-sent', reason: 'TWILIO_20429', retryAfterMs: 9_000 }, at(0));
    expect(asked.nextTryAt).toEqual(at(9));
  });

  it('is sent although a later try was begun, and stays sent', () => {
    const it = message();
    it.begin(at(0));
    it.begin(at(50));
    it.settle(1, { kind: 'not-sent', reason: 'x' }, at(51));
    expect(it.state).toBe('QUEUED');
    it.settle(1, { kind: 'sent', providerId: 'SM1' }, at(52));
    it.settle(2, { kind: 'refused', reason: 'late' }, at(53));
    expect(it).toMatchObject({ state: 'SENT', providerId: 'SM1', sealed: null, failure: null });
    expect(facts(it)).toEqual([MessageSent]);
    expect(it.begin(at(200))).toBe(false);
  });

  it('says for how many minutes it was valid, at least one', () => {
    expect(message().minutes).toBe(5);
    const short = { id: newId(), challengeId: newId(), sealed: 's', requestedAt: at(0), expiresAt: at(10) };
    expect(OutgoingMessage.otp(short, at(0)).minutes).toBe(1);
  });
});
