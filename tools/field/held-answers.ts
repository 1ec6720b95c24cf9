import { holdToReference, UndescribedAnswer } from '@chowk/testing/described-api';
import type { Answer } from './calls.ts';

const found = new Set<string>();

/** The answer, when the API reference describes it or it is no answer of the API. Throws UndescribedAnswer, and remembers it. */
export function held(method: string, url: string, answer: Answer): Answer {
  const { pathname } = new URL(url);
  if (!pathname.startsWith('/api/')) return answer;
  const { status, headers } = answer;
  try {
    holdToReference({ method, path: pathname, status, contentType: headers['content-type'], body: answer.body });
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
