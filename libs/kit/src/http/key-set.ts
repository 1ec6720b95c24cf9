import { importJWK, type CryptoKey, type JWK } from 'jose';
import { tokenAlgorithm, Unavailable } from '@chowk/contracts/envelope';
import { z } from 'zod';
import { refuse } from '../context/domain-error.js';
import type { Log } from '../start/log.js';

const publicKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
  x: z.string(),
  y: z.string(),
});
const keySet = z.object({ keys: z.array(publicKey).min(1).max(50) });
export type PublicKeySet = z.output<typeof keySet>;

/** Where the last key set outlives the process. */
export interface KeySetMemory {
  load(): Promise<unknown>;
  save(keys: PublicKeySet): Promise<void>;
}

export interface KeySetOptions {
  readonly url: string;
  readonly memory: KeySetMemory;
  readonly log: Log;
  /** Least time between two fetches, in milliseconds, so that invented key ids cannot make us ask without end. */
  readonly coolDownMs?: number;
}

const fetchTimeoutMs = 2_000;

/** The public keys that tokens are signed with: fetched from auth when an unknown id is met, remembered while auth is away. */
export class KeySet {
  private keys = new Map<string, CryptoKey>();
  private fetchedAt = Number.NEGATIVE_INFINITY;
  private fetching: Promise<void> | undefined;
  private remembered: Promise<void> | undefined;

  constructor(private readonly options: KeySetOptions) {}

  /** The key of that id, or undefined when there is none; 503 UNAVAILABLE only while no key at all is known. */
  async find(kid: string): Promise<CryptoKey | undefined> {
    await (this.remembered ??= this.recall());
    const known = this.keys.get(kid);
    if (known) return known;
    await this.refresh();
    if (this.keys.size === 0) throw refuse(Unavailable, undefined, { retryAfter: 2 });
    return this.keys.get(kid);
  }

  /** Fetches the keys unless that was done a moment ago; keeps the old ones when auth does not answer. */
  private async refresh(): Promise<void> {
    const { coolDownMs = 5_000 } = this.options;
    if (this.fetching) return this.fetching;
    if (performance.now() - this.fetchedAt < (this.keys.size === 0 ? 250 : coolDownMs)) return;
    this.fetching = this.fetchKeys().finally(() => {
      this.fetchedAt = performance.now();
      this.fetching = undefined;
    });
    return this.fetching;
  }

  private async fetchKeys(): Promise<void> {
    const { url, memory, log } = this.options;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs), redirect: 'error' });
      if (!response.ok) throw new Error(`auth answered ${response.status} for its keys`);
      const fresh = keySet.parse(await response.json());
      await this.use(fresh);
      await memory.save(fresh);
    } catch (error) {
      log.warn('keys of tokens could not be fetched; the last ones stay in use', { error });
    }
  }

  private async recall(): Promise<void> {
    try {
      const kept = keySet.safeParse(await this.options.memory.load());
      if (kept.success) await this.use(kept.data);
    } catch (error) {
      this.remembered = undefined;
      this.options.log.warn('the remembered keys of tokens could not be read', { error });
    }
  }

  private async use({ keys }: PublicKeySet): Promise<void> {
    this.keys = new Map(await Promise.all(keys.map(async (key) => [key.kid, await imported(key)] as const)));
  }
}

async function imported(key: JWK): Promise<CryptoKey> {
  const made = await importJWK(key, tokenAlgorithm);
  if (made instanceof Uint8Array) throw new Error('A symmetric key cannot verify access tokens');
  return made;
}
