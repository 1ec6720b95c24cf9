import type { DayTally } from './tally-day.js';

/** A number that is not what the recount says, named by its path: `counts.revenue`, `items.<id>.quantity`. */
export interface Difference {
  readonly path: string;
  readonly recounted: string | number | undefined;
  readonly kept: string | number | undefined;
}

type Numbers = { readonly [Part in keyof DayTally]: object };

/** Where two countings of a day differ; what only one of them knows differs too. In the order of the paths. */
export function differencesOf(recounted: Numbers, kept: Numbers): Difference[] {
  const ours = leavesOf(recounted);
  const theirs = leavesOf(kept);
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .sort()
    .map((path) => ({ path, recounted: ours.get(path), kept: theirs.get(path) }))
    .filter((difference) => difference.recounted !== difference.kept);
}

function leavesOf(value: object, path = ''): Map<string, string | number> {
  const leaves = new Map<string, string | number>();
  for (const [name, inner] of Object.entries(value)) {
    const here = path === '' ? name : `${path}.${name}`;
    if (typeof inner === 'object' && inner !== null)
      for (const [deeper, leaf] of leavesOf(inner, here)) leaves.set(deeper, leaf);
    else if (typeof inner === 'string' || typeof inner === 'number') leaves.set(here, inner);
  }
  return leaves;
}
