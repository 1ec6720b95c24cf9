import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A service, simulator or server as the process that it is. Nobody starts it again but who asks for it. */
export interface Place {
  readonly name: string;
  readonly url: string;
  /** Undefined while there is no process. */
  readonly pid: number | undefined;
  /** How its last process ended (`was ended by SIGKILL`); undefined while there is one, or where nobody knows. */
  readonly ended: string | undefined;
  /** SIGKILL to it and its children; resolves when all are gone. One that is gone already is no fault. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it is gone. */
  stop(): Promise<void>;
  /** Resolves when it is ready; `env` is added for this start alone. */
  start(env?: Readonly<Record<string, string>>): Promise<void>;
  /** Kills and starts it. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
}

/** What can be ended and started, as the local stack keeps it. */
export interface Startable {
  readonly name: string;
  readonly pid: number | undefined;
  readonly ended?: string | undefined;
  start(env?: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

/** A place at an address. */
export function placeAt(url: string, kept: Startable): Place {
  const kill = async () => {
    const { pid } = kept;
    await killTree(pid);
    // Whoever watches the process has to hear of its end before it can be started again
    for (const end = performance.now() + 2_000; pid !== undefined && kept.pid === pid && performance.now() < end;)
      await pause(5);
  };
  return {
    name: kept.name,
    url,
    get pid() {
      return kept.pid;
    },
    get ended() {
      return kept.ended;
    },
    kill,
    stop: () => kept.stop(),
    start: (env) => kept.start(env),
    restart: async (env) => {
      await kill();
      await kept.start(env);
    },
  };
}

/** Ends a process and all it has started, as a power cut would: PostgreSQL's children do not always end with their parent at once. */
async function killTree(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  const all = [pid, ...childrenOf(pid)];
  for (const one of all) signal(one);
  while (all.some(isThere)) await pause(5);
}

/** Processes that a process has started, and theirs. */
export function childrenOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: statOf(Number(name))?.parent }));
  const below = (one: number): number[] =>
    parents.filter(({ parent }) => parent === one).flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(pid);
}

function isThere(pid: number): boolean {
  const state = statOf(pid)?.state;
  return state !== undefined && state !== 'Z';
}

function statOf(pid: number): { readonly state: string; readonly parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: state ?? '', parent: Number(parent) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
