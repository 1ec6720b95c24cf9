import { accessTokenSeconds } from '../../sign-in/domain/access-token-lifetime.js';

/** When a key was published and from when it signs; all that its lifecycle follows from. */
export interface KeyTimes {
  readonly publishedAt: Date;
  readonly signsFrom: Date;
}

/** Verifiers look for new keys every ten minutes (jose's `cacheMaxAge`): a key is public for so long before it signs. */
export const publishLeadMs = 10 * 60_000;
/** What clocks of different machines may be apart. */
const skewMs = 60_000;

/** The one key that signs at this instant: of those whose time has come, the one whose time came last. */
export function signingKeyAt<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key | undefined {
  return newestFirst(keys).find(({ signsFrom }) => signsFrom <= now);
}

/** Keys that verifiers need at this instant: those to come, the one that signs, and those whose last token still lives. */
export function publishedKeysAt<Key extends KeyTimes>(keys: readonly Key[], now: Date): readonly Key[] {
  const newest = newestFirst(keys);
  return newest.filter((_, index) => {
    const successor = newest[index - 1];
    return !successor || now.getTime() < successor.signsFrom.getTime() + accessTokenSeconds * 1_000 + skewMs;
  });
}

/** Times of the next key: it signs at once when there is none, else after the lead; undefined while one is on its way. */
export function nextKeyTimes(keys: readonly KeyTimes[], now: Date): KeyTimes | undefined {
  const [newest] = newestFirst(keys);
  if (!newest) return { publishedAt: now, signsFrom: now };
  if (newest.signsFrom > now) return undefined;
  return { publishedAt: now, signsFrom: new Date(now.getTime() + publishLeadMs) };
}

/** Whether the newest key is so old that its successor should be published. */
export function isRotationDue(keys: readonly KeyTimes[], maximalAgeMs: number, now: Date): boolean {
  const [newest] = newestFirst(keys);
  return !newest || now.getTime() - newest.signsFrom.getTime() >= maximalAgeMs - publishLeadMs;
}

function newestFirst<Key extends KeyTimes>(keys: readonly Key[]): readonly Key[] {
  return [...keys].sort((a, b) => b.signsFrom.getTime() - a.signsFrom.getTime());
}
