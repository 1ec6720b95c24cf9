import { fitLine, type Fit } from './line-fit.ts';
import type { Sample } from './watch.ts';

/** What was seen at a time, in seconds since the beginning. */
export interface Seen {
  readonly at: number;
  readonly sample: Sample;
}

/** By how much something may grow over the second half before it counts as growing: the larger of the two. */
interface Tolerance {
  readonly atLeast: number;
  readonly share: number;
}

const megabyte = 2 ** 20;
/** A heap after a collection is steady; resident memory follows the allocator, which gives back late. Counts come and go with the work. */
const tolerances: readonly (readonly [measure: RegExp, tolerance: Tolerance])[] = [
  [/ heap$/, { atLeast: 2.5 * megabyte, share: 0.05 }],
  [/ memory$/, { atLeast: 10 * megabyte, share: 0.08 }],
  [/./, { atLeast: 4, share: 0.1 }],
];
/** A change of fewer standard errors than this is noise. */
const certain = 3;
/** Collections of a heap below which nothing can be said of it: it only climbs between them. */
const fewestCollections = 4;
/** Grows with what is kept there on purpose: streams and counters that have limits of their own. */
const kept: readonly string[] = ['redis memory', 'kafka memory'];

/** What one measure did in the second half. */
export interface Trend extends Fit {
  readonly name: string;
  readonly isGrowing: boolean;
}

/** Fits a line through the second half of what was seen of each measure. */
export function trendsOf(all: readonly Seen[]): Trend[] {
  const half = (all.at(-1)?.at ?? 0) / 2;
  const second = all.filter(({ at }) => at >= half);
  const names = new Set(second.flatMap(({ sample }) => Object.keys(sample)));
  const measures = [...names].filter((name) => !name.endsWith(' collections')).sort();
  return measures.map((name) => {
    const points = name.endsWith(' heap') ? afterCollections(second, name) : second;
    const fit = fitLine(points.map(({ at, sample }) => [at, sample[name] ?? 0] as const));
    const { atLeast, share } = toleranceOf(name);
    const allowed = Math.max(atLeast, share * fit.mean);
    const isGrowing = !kept.includes(name) && fit.growth > allowed && fit.growth > certain * fit.error;
    return { name, ...fit, isGrowing };
  });
}

/** The samples that were the first after a full collection of a heap; none when there were too few to say anything. */
function afterCollections(second: readonly Seen[], heap: string): readonly Seen[] {
  const counted = heap.replace(/heap$/, 'collections');
  const found = second.filter(
    ({ sample }, n) => n > 0 && (sample[counted] ?? 0) > (second[n - 1]?.sample[counted] ?? 0),
  );
  return found.length < fewestCollections ? [] : found;
}

function toleranceOf(name: string): Tolerance {
  const found = tolerances.find(([measure]) => measure.test(name));
  if (!found) throw new Error(`Nothing says how much ${name} may grow`);
  return found[1];
}

/** `order heap 61.2 MB, +0.3`. */
export function shown({ name, mean, growth }: Trend): string {
  if (mean === 0 && name.endsWith(' heap')) return `${name}: too few collections to tell`;
  const isBytes = / (heap|memory)$/.test(name);
  const number = (value: number) => (isBytes ? value / megabyte : value).toFixed(1);
  return `${name} ${number(mean)}${isBytes ? ' MB' : ''}, ${growth >= 0 ? '+' : ''}${number(growth)}`;
}
