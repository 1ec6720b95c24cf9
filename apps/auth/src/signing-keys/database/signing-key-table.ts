import { Database, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import { nextKeyTimes, type KeyTimes } from '../domain/signing-key.js';

/** A key as it is kept: the private half only sealed. */
export interface StoredKey extends KeyTimes {
  readonly id: string;
  readonly publicJwk: JWK;
  readonly sealedPrivate: Buffer;
}

/** Any number that no other advisory lock of this database uses; held while a key is added. */
const rotationLock = 7_061_001;

/** The platform's signing keys. They belong to no tenant, so the worker role alone sees them. */
@Injectable()
export class SigningKeyTable {
  constructor(private readonly database: Database) {}

  /** All keys that may still matter, newest first. */
  async load(): Promise<readonly StoredKey[]> {
    const rows = await this.database.worker.query<{
      id: string;
      public_jwk: JWK;
      sealed_private: Buffer;
      published_at: Date;
      signs_from: Date;
    }>(sql`select id, public_jwk, sealed_private, published_at, signs_from from signing_keys
           order by signs_from desc limit 10`);
    return rows.map((row) => ({
      id: row.id,
      publicJwk: row.public_jwk,
      sealedPrivate: row.sealed_private,
      publishedAt: row.published_at,
      signsFrom: row.signs_from,
    }));
  }

  /**
   * Adds a key behind the newest one and tells whether it did: while another key waits for its time there is nothing to
   * add. Callers queue up, so that of many who rotate at once one succeeds.
   */
  async append(key: Pick<StoredKey, 'id' | 'publicJwk' | 'sealedPrivate'>, now: Date): Promise<boolean> {
    return this.database.worker.transaction(async (transaction) => {
      await transaction.query(sql`select pg_advisory_xact_lock(${rotationLock})`);
      const rows = await transaction.query<{ published_at: Date; signs_from: Date }>(
        sql`select published_at, signs_from from signing_keys order by signs_from desc limit 1`,
      );
      const existing = rows.map((row) => ({ publishedAt: row.published_at, signsFrom: row.signs_from }));
      const times = nextKeyTimes(existing, now);
      if (!times) return false;
      await transaction.execute(sql`
        insert into signing_keys (id, public_jwk, sealed_private, published_at, signs_from)
        values (${key.id}, ${JSON.stringify(key.publicJwk)}, ${key.sealedPrivate}, ${times.publishedAt}, ${times.signsFrom})`);
      return true;
    });
  }
}
