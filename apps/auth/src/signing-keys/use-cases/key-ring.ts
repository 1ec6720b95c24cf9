import { tokenAlgorithm } from '@chowk/contracts';
import { Clock, Log, type ConfigOf } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { importJWK, type CryptoKey, type JWK } from 'jose';
import { authConfig } from '../../config.js';
import { SigningKeyTable, type StoredKey } from '../database/signing-key-table.js';
import { openKey } from '../domain/sealed-key.js';
import { isRotationDue, publishedKeysAt, signingKeyAt } from '../domain/signing-key.js';
import { RotateSigningKey } from './rotate-signing-key.js';

/** An instance hears of a new key after so long at most: far less than the ten minutes before that key signs. */
const reloadMs = 30_000;
const dayMs = 86_400_000;

/**
 * The keys in use, read again every thirty seconds as somebody asks; makes the first key, and the next one when the newest
 * has come of age. While the database is away the keys known last go on.
 */
@Injectable()
export class KeyRing {
  #keys: readonly StoredKey[] = [];
  #loadedAt = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | undefined;
  readonly #opened = new Map<string, CryptoKey>();

  constructor(
    private readonly table: SigningKeyTable,
    private readonly rotate: RotateSigningKey,
    private readonly clock: Clock,
    private readonly log: Log,
    @Inject(authConfig.token) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** The key that signs now. */
  async signing(): Promise<{ readonly id: string; readonly key: CryptoKey }> {
    await this.#refresh();
    const current = signingKeyAt(this.#keys, this.clock.now());
    if (!current) throw new Error('There is no signing key whose time has come');
    return { id: current.id, key: await this.#open(current) };
  }

  /** Public keys that verifiers need now, as a JWK set's `keys`; those of order are marked as good for guests alone. */
  async published(): Promise<readonly PublishedKey[]> {
    await this.#refresh();
    const own = publishedKeysAt(this.#keys, this.clock.now()).map(({ publicJwk }) => publicJwk);
    return [...own, ...this.config.GUEST_TOKEN_KEYS.map(ofGuests)];
  }

  async #refresh(): Promise<void> {
    const age = this.clock.now().getTime() - this.#loadedAt;
    if (age >= 0 && age < reloadMs) return;
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  async #load(): Promise<void> {
    try {
      let keys = await this.table.load();
      const now = this.clock.now();
      if (isRotationDue(keys, this.config.SIGNING_KEY_DAYS * dayMs, now)) {
        await this.rotate.run();
        keys = await this.table.load();
      }
      this.#keys = keys;
      this.#loadedAt = now.getTime();
    } catch (error) {
      if (this.#keys.length === 0) throw error;
      this.log.warn('signing keys could not be read; those known go on', { error });
    }
  }

  async #open({ id, sealedPrivate }: StoredKey): Promise<CryptoKey> {
    const known = this.#opened.get(id);
    if (known) return known;
    const jwk = openKey(sealedPrivate, id, this.config.KEY_SECRET) as JWK;
    const key = await importJWK(jwk, tokenAlgorithm);
    if (key instanceof Uint8Array) throw new Error(`Signing key ${id} is not a key pair`);
    this.#opened.set(id, key);
    return key;
  }
}

/** A published key; `chowk_kind` is ours: the one kind of caller it vouches for. */
type PublishedKey = JWK & { readonly chowk_kind?: 'guest' };

function ofGuests(key: JWK): PublishedKey {
  return { ...key, use: 'sig', alg: tokenAlgorithm, chowk_kind: 'guest' };
}
