import { holdToReference, UndescribedAnswer } from '@chowk/testing/described-api';
import type { Answer } from './calls.ts';

const found = new Set<string>();

/** The newest ETag of an address whose answer was described: what many readers are given again and again is held once. */
const heldTags = new Map<string, string>();
const mostTags = 1_000;

let isHolding = true;

/** For a process that makes load and measures: holding answers would take the time that is measured. */
export function holdNothing(): void {
  isHolding = false;
}

/** The answer, when the API reference describes it or it is no answer of the API. Throws UndescribedAnswer, and remembers it. */
export function held(method: string, url: string, answer: Answer): Answer {
  if (!isHolding) return answer;
  const { pathname } = new URL(url);
  if (!pathname.startsWith('/api/')) return answer;
  const { status, headers } = answer;
  const tag = status === 200 ? headers['etag'] : undefined;
  if (tag !== undefined && heldTags.get(`${method} ${url}`) === tag) return answer;
  try {
    holdToReference({ method, path: pathname, status, contentType: headers['content-type'], body: answer.body });
    if (heldTags.size >= mostTags) heldTags.clear();
    if (tag !== undefined) heldTags.set(`${method} ${url}`, tag);
  } catch (error) {
    if (error instanceof UndescribedAnswer) found.add(error.message);
    throw error;
  }
  return answer;
}

/** For calls whose connection may break: there is no answer then. Throws one that is not described. */
export function nothingIfBroken(error: unknown): undefined {
  if (error instanceof UndescribedAnswer) throw error;
  return undefined;
}

/** What answered otherwise than the reference says since this was last asked: scripts that cut connections take every rejection for a cut one. */
export function takeUndescribed(): readonly string[] {
  const all = [...found];
  found.clear();
  return all;
}
