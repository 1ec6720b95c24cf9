import { pause } from './pause.js';
import type { KeyValueStorage } from './storage.js';
import { uuid } from './uuid.js';

/** The part of the Web Locks that is used; `navigator.locks` has it. */
export interface WebLocks {
  request<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}

/** Does work of one name one after the other, over all tabs that share the storage. */
export type OneAtATime = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/** A holder that is gone does not hold longer (ms); longer than the longest work under a lock. */
const leaseMs = 40_000;
/** A tab writes its name sooner than so after it saw the lock free, and sees what others wrote (ms). */
const settleMs = 40;

/** Web Locks where there are, else a lock in the storage. */
export function oneAtATime(storage: KeyValueStorage, locks: WebLocks | null = webLocks()): OneAtATime {
  return locks
    ? (name, work) => locks.request(name, () => settled(work))
    : (name, work) => underStoredLock(storage, name, work);
}

/** A tab of another process sees what was written a little later than it is given the lock: it would do the work once more. */
async function settled<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = await work();
  await pause(settleMs);
  return result;
}

function webLocks(): WebLocks | null {
  // Old browsers and pages without TLS have none, whatever the types say
  const navigator: unknown = Reflect.get(globalThis, 'navigator');
  if (typeof navigator !== 'object' || navigator === null) return null;
  const locks: unknown = Reflect.get(navigator, 'locks');
  return isWebLocks(locks) ? locks : null;
}

function isWebLocks(value: unknown): value is WebLocks {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'request') === 'function';
}

/**
 * Fischer's algorithm: who sees the lock free writes its own name, waits until every other that saw it free must have written, too, and
 * holds it if its name is the one that stayed.
 */
async function underStoredLock<Result>(
  storage: KeyValueStorage,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const me = uuid();
  for (;;) {
    if (!isHeld(await storage.getItem(name))) {
      await storage.setItem(name, `${me} ${Date.now() + leaseMs}`);
      await pause(settleMs);
      if (holderOf(await storage.getItem(name)) === me) break;
    }
    await pause(settleMs / 2 + Math.random() * settleMs);
  }
  try {
    return await work();
  } finally {
    if (holderOf(await storage.getItem(name)) === me) await storage.removeItem(name);
  }
}

function holderOf(held: string | null): string | undefined {
  return held?.split(' ')[0];
}

function isHeld(held: string | null): boolean {
  const until = Number(held?.split(' ')[1]);
  // A clock that was put back must not hold a lock for ever
  return until > Date.now() && until <= Date.now() + leaseMs;
}
