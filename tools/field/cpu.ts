import { readdirSync, readFileSync } from 'node:fs';

/** `getconf CLK_TCK` of Linux: /proc counts in hundredths of a second, whatever the kernel's own clock is. */
const millisecondsPerTick = 10;

/** The parts of a system by name, each the pid of its process; what that process starts belongs to the part as well. */
export type Parts = Readonly<Record<string, number | undefined>>;

/** An amount for each part. */
export type ByPart = Readonly<Record<string, number>>;

interface ProcessTimes {
  readonly parent: number;
  /** User and system time of all threads, and of the children it has buried. */
  readonly milliseconds: number;
}

/**
 * CPU-milliseconds that each part has used since it started: its process, that one's living descendants, and those they have
 * buried, so that two readings may be subtracted though connections and vacuum workers came and went between them. Throws
 * when a part is not running.
 */
export function cpuOf(parts: Parts): ByPart {
  const all = processes();
  return perMember(parts, all, (pid) => all.get(pid)?.milliseconds ?? 0);
}

/**
 * Resident bytes of each part. A page that several processes share is divided among them (Pss), so that the parts can be added up:
 * PostgreSQL's buffers and Node's own code count once.
 */
export function memoryOf(parts: Parts): ByPart {
  return perMember(parts, processes(), (pid) => kilobytesIn(`/proc/${pid}/smaps_rollup`, 'Pss') * 1024);
}

/** What was used between two readings, by part. */
export function between(before: ByPart, after: ByPart): ByPart {
  return Object.fromEntries(Object.entries(after).map(([part, amount]) => [part, amount - (before[part] ?? 0)]));
}

/** All parts together. */
export function sumOf(parts: ByPart): number {
  return Object.values(parts).reduce((sum, amount) => sum + amount, 0);
}

function perMember(
  parts: Parts,
  all: ReadonlyMap<number, ProcessTimes>,
  amountOf: (pid: number) => number,
): Record<string, number> {
  const childrenOf = Map.groupBy(all.keys(), (pid) => all.get(pid)?.parent ?? 0);
  const sums: Record<string, number> = {};
  for (const [part, pid] of Object.entries(parts)) {
    if (pid === undefined || !all.has(pid)) throw new Error(`${part} is not running`);
    const family = [pid];
    for (const member of family) family.push(...(childrenOf.get(member) ?? [])); // grows while it is walked
    sums[part] = family.reduce((sum, member) => sum + amountOf(member), 0);
  }
  return sums;
}

function processes(): Map<number, ProcessTimes> {
  const found = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readIfThere(`/proc/${name}/stat`);
    if (stat === undefined) continue;
    // The command in brackets may hold spaces: fields are counted from behind it; the first of them is the state
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    found.set(Number(name), { parent: Number(fields[1]), milliseconds: ticks * millisecondsPerTick });
  }
  return found;
}

function kilobytesIn(file: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readIfThere(file) ?? '')?.[1] ?? 0);
}

/** A process may end between the listing and the look. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}
