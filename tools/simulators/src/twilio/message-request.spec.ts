import { describe, expect, it } from 'vitest';
import { countSegments, readMessageRequest } from './message-request.js';
import { TwilioError } from './twilio-error.js';

const good = { To: '+919812345678', From: '+15005550006', Body: 'Your code is 123456' };

function refusal(form: Record<string, string>, senders: string[] = []): number | undefined {
  try {
    readMessageRequest(new URLSearchParams(form), senders);
    return undefined;
  } catch (error) {
    if (error instanceof TwilioError) return error.code;
    throw error;
  }
}

describe('A message to send', () => {
  it('is taken with a number, a sender and a text', () => {
    expect(readMessageRequest(new URLSearchParams(good), [])).toEqual({
      to: '+919812345678',
      from: '+15005550006',
      body: 'Your code is 123456',
      statusCallback: null,
    });
    expect(refusal({ ...good, From: 'CHOWK1', StatusCallback: 'https://chowk.in/sms' })).toBeUndefined();
  });

  it.each([
    ['without To', { ...good, To: '' }, 21604],
    ['without From', { ...good, From: '' }, 21603],
    ['without Body', { ...good, Body: '' }, 21602],
    ['to a number without country code', { ...good, To: '9812345678' }, 21211],
    ["to Twilio's invalid test number", { ...good, To: '+15005550001' }, 21211],
    ['to a landline', { ...good, To: '+15005550009' }, 21614],
    ['from nonsense', { ...good, From: '12' }, 21212],
    ['with more than 1600 characters', { ...good, Body: 'x'.repeat(1601) }, 21617],
    ['with a callback that is no web address', { ...good, StatusCallback: 'ftp://x' }, 21609],
  ])('is refused %s', (_, form, code) => {
    expect(refusal(form)).toBe(code);
  });

  it("is refused from a number that is not the account's", () => {
    expect(refusal(good, ['+15005550007'])).toBe(21606);
    expect(refusal(good, ['+15005550006'])).toBeUndefined();
  });

  it.each([
    ['x'.repeat(160), 1],
    ['x'.repeat(161), 2],
    ['€'.repeat(81), 2],
    ['न'.repeat(70), 1],
    ['न'.repeat(71), 2],
  ])('counts the SMS it becomes', (body, segments) => {
    expect(countSegments(body)).toBe(segments);
  });
});
