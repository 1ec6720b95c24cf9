import { describe, expect, it } from 'vitest';
import { isRotationDue, nextKeyTimes, publishedKeysAt, signingKeyAt } from './signing-key.js';

const now = new Date('2026-01-15T12:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const key = (id: string, signsFrom: Date) => ({ id, publishedAt: signsFrom, signsFrom });
const ids = (keys: readonly { id: string }[]) => keys.map(({ id }) => id);

describe('The life of a signing key', () => {
  it('begins at once when it is the first', () => {
    expect(nextKeyTimes([], now)).toEqual({ publishedAt: now, signsFrom: now });
    expect(isRotationDue([], 1, now)).toBe(true);
  });

  it('begins ten minutes after publication when another signs already', () => {
    expect(nextKeyTimes([key('a', minutes(-60))], now)).toEqual({ publishedAt: now, signsFrom: minutes(10) });
  });

  it('cannot begin behind a key that waits for its own time', () => {
    expect(nextKeyTimes([key('a', minutes(-60)), key('b', minutes(10))], now)).toBeUndefined();
  });

  it("is of signing until the next one's time has come", () => {
    const keys = [key('a', minutes(-60)), key('b', minutes(10))];
    expect(signingKeyAt(keys, minutes(9.99))?.id).toBe('a');
    expect(signingKeyAt(keys, minutes(10))?.id).toBe('b');
    expect(signingKeyAt([], now)).toBeUndefined();
  });

  it('is public until the last token signed with it has expired, a minute of skew allowed', () => {
    const keys = [key('a', minutes(-60)), key('b', minutes(10)), key('c', minutes(500))];
    expect(ids(publishedKeysAt(keys, now))).toEqual(['c', 'b', 'a']);
    expect(ids(publishedKeysAt(keys, minutes(25.9)))).toEqual(['c', 'b', 'a']);
    expect(ids(publishedKeysAt(keys, minutes(26)))).toEqual(['c', 'b']);
  });

  it('calls for a successor ten minutes before it is of age', () => {
    const keys = [key('a', minutes(-80))];
    expect(isRotationDue(keys, 91 * 60_000, now)).toBe(false);
    expect(isRotationDue(keys, 90 * 60_000, now)).toBe(true);
  });
});
