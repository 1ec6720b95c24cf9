import { readFileSync } from 'node:fs';

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Milliseconds that a process spent in something itself, not in what it called. */
export interface SelfTime {
  readonly name: string;
  readonly milliseconds: number;
}

/** What a CPU profile of V8 says: time by function and by package, the most expensive first; waiting is left out. */
export function selfTimesOf(file: string): { functions: SelfTime[]; packages: SelfTime[] } {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const [functions, packages] = [new Map<string, number>(), new Map<string, number>()];
  profile.samples.forEach((id, n) => {
    const frame = frames.get(id);
    if (!frame || frame.functionName === '(idle)') return;
    const milliseconds = (profile.timeDeltas[n] ?? 0) / 1000;
    const place = placeOf(frame.url);
    const name = frame.functionName === '' ? '(anonymous)' : frame.functionName;
    add(functions, place === '' ? name : `${name} ${fileOf(frame.url)}:${frame.lineNumber + 1}`, milliseconds);
    add(packages, place === '' ? name : place, milliseconds);
  });
  return { functions: sorted(functions), packages: sorted(packages) };
}

/** The package or library of ours that a file belongs to; `node` for what Node brings. */
function placeOf(url: string): string {
  if (url.startsWith('node:')) return `node (${url.slice(5).split('/')[0]})`;
  const inside = /node_modules\/((?:@[^/]+\/)?[^/]+)/g;
  const found = [...url.matchAll(inside)].at(-1)?.[1];
  if (found !== undefined) return found;
  return /((?:apps|libs)\/[^/]+)/.exec(url)?.[1] ?? '';
}

function fileOf(url: string): string {
  return url.replace(/^.*node_modules\//, '').replace(/^.*\/((?:apps|libs)\/)/, '$1');
}

function add(sums: Map<string, number>, name: string, amount: number): void {
  sums.set(name, (sums.get(name) ?? 0) + amount);
}

function sorted(sums: ReadonlyMap<string, number>): SelfTime[] {
  return [...sums]
    .map(([name, milliseconds]) => ({ name, milliseconds }))
    .toSorted((one, other) => other.milliseconds - one.milliseconds);
}
