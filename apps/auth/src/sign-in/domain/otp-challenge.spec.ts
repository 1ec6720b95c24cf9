import { OtpRequested } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { describe, expect, it } from 'vitest';
import { OtpChallenge } from './otp-challenge.js';

const now = new Date('2026-01-15T12:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const issue = () => OtpChallenge.issue({ phoneHash: 'p', codeHash: 'c', sealed: 'sealed' }, now);

describe('A one-time code', () => {
  it('is told of with what is sealed and when it expires, and nothing else', () => {
    const challenge = issue();
    const [fact] = Aggregate.factsOf(challenge);
    expect(fact?.definition).toBe(OtpRequested);
    expect(fact?.data).toEqual({
      challengeId: challenge.id,
      channel: 'SMS',
      expiresAt: '2026-01-15T12:05:00.000Z',
      sealed: 'sealed',
    });
    expect(challenge.resendAt(30)).toEqual(after(30_000));
  });

  it('is right once', () => {
    const challenge = issue();
    expect(challenge.try(true, now)).toBe('RIGHT');
    expect(challenge.try(true, now)).toBe('WRONG');
    expect(challenge.wrongTries).toBe(0);
  });

  it('is right until five minutes have passed, not at five minutes', () => {
    expect(issue().try(true, after(299_999))).toBe('RIGHT');
    expect(issue().try(true, after(300_000))).toBe('WRONG');
  });

  it('is locked for right and wrong alike after five wrong tries', () => {
    const challenge = issue();
    const outcomes = Array.from({ length: 6 }, () => challenge.try(false, now));
    expect(outcomes).toEqual(['WRONG', 'WRONG', 'WRONG', 'WRONG', 'WRONG', 'LOCKED']);
    expect(challenge.try(true, now)).toBe('LOCKED');
  });

  it('may be right at the fifth try', () => {
    const challenge = issue();
    for (let tries = 0; tries < 4; tries++) challenge.try(false, now);
    expect(challenge.try(true, now)).toBe('RIGHT');
  });
});
