import { importJWK, type CryptoKey } from 'jose';
import { tokenAlgorithm, Unavailable, type AccessClaims } from '@chowk/contracts/envelope';
import { z } from 'zod';
import { refuse } from '../context/domain-error.js';
import type { Log } from '../start/log.js';

const publicKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
  x: z.string(),
  y: z.string(),
  /** The one kind of caller this key may vouch for; absent: every kind that asks for no key of its own. */
  chowk_kind: z.string().optional(),
});
const keySet = z.object({ keys: z.array(publicKey).min(1).max(50) });
export type PublicKeySet = z.output<typeof keySet>;

/** A key that access tokens are verified with. */
export interface VerifyingKey {
  readonly key: CryptoKey;
  /** Whether a token that says this kind may be signed with it. */
  vouchesFor(kind: AccessClaims['kind']): boolean;
}

/** Kinds whose tokens count only when they are signed with a key kept for them: it is not auth who signs them. */
const kindsWithOwnKeys: readonly AccessClaims['kind'][] = ['guest'];

/** Where the last key set outlives the process. */
export interface KeySetMemory {
  load(): Promise<unknown>;
  save(keys: PublicKeySet): Promise<void>;
}

export interface KeySetOptions {
  /** Where auth publishes them: of several instances, those are asked in turn until one answers. */
  readonly urls: readonly string[];
  readonly memory: KeySetMemory;
  readonly log: Log;
  /** Least time between two fetches, in milliseconds, so that invented key ids cannot make us ask without end. */
  readonly coolDownMs?: number;
}

const fetchTimeoutMs = 2_000;

/** The public keys that tokens are signed with: fetched from auth when an unknown id is met, remembered while auth is away. */
export class KeySet {
  private keys = new Map<string, VerifyingKey>();
  private fetchedAt = Number.NEGATIVE_INFINITY;
  private fetching: Promise<void> | undefined;
  private remembered: Promise<void> | undefined;

  constructor(private readonly options: KeySetOptions) {}

  /** The key of that id, or undefined when there is none; 503 UNAVAILABLE only while no key at all is known. */
  async find(kid: string): Promise<VerifyingKey | undefined> {
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
    const { urls, memory, log } = this.options;
    try {
      const fresh = await firstPublished(urls);
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

/** The keys of the first that answers. Throws, with what was wrong with the last one, when none does. */
async function firstPublished(urls: readonly string[]): Promise<PublicKeySet> {
  let cause: unknown;
  for (const url of urls)
    try {
      return await published(url);
    } catch (error) {
      cause = error;
    }
  throw new Error('auth publishes no keys', { cause });
}

async function published(url: string): Promise<PublicKeySet> {
  const response = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs), redirect: 'error' });
  if (!response.ok) throw new Error(`auth answered ${response.status} for its keys`);
  return keySet.parse(await response.json());
}

async function imported({ chowk_kind: onlyKind, ...jwk }: PublicKeySet['keys'][number]): Promise<VerifyingKey> {
  const key = await importJWK(jwk, tokenAlgorithm);
  if (key instanceof Uint8Array) throw new Error('A symmetric key cannot verify access tokens');
  return {
    key,
    vouchesFor: (kind) => (onlyKind === undefined ? !kindsWithOwnKeys.includes(kind) : kind === onlyKind),
  };
}
