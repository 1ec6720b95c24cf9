import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import type { KeySetMemory, PublicKeySet } from './key-set.js';

/** The kit's table `jwks`: a restart while auth is away still knows the last keys. */
export class KeySetTable implements KeySetMemory {
  constructor(
    private readonly database: Database,
    private readonly url: string,
  ) {}

  async load(): Promise<unknown> {
    const [row] = await this.database.worker.query<{ keys: unknown }>(
      sql`select keys from jwks where url = ${this.url}`,
    );
    return row?.keys;
  }

  async save(keys: PublicKeySet): Promise<void> {
    await this.database.worker.execute(sql`
      insert into jwks (url, keys, fetched_at) values (${this.url}, ${JSON.stringify(keys)}::jsonb, now())
      on conflict (url) do update set keys = excluded.keys, fetched_at = excluded.fetched_at`);
  }
}

/** For a process without a database: the keys live as long as it does. */
export class NoMemory implements KeySetMemory {
  load(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  save(): Promise<void> {
    return Promise.resolve();
  }
}
