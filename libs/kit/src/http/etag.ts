import { createHash } from 'node:crypto';

/** A short name for some text, the same for the same text alone: 162 bits of its SHA-256. */
export function contentTag(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 27);
}

/** Weak validator of some text: the envelope around it differs with every answer, the data does not. */
export function etagOf(text: string | Buffer): string {
  return `W/"${contentTag(text)}"`;
}

/** Whether `If-None-Match` names this validator (weak comparison, RFC 9110 13.1.2). */
export function stillFits(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return ifNoneMatch.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === opaque);
}
