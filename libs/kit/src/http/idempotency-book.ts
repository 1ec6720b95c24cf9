import type { Database } from '../database/database.js';
import { prepared, sql } from '../database/sql.js';
import type { Rendered } from './rendered.js';

/** Names one intention of one caller; `caller` is unique within the tenant. */
export interface KeyName {
  readonly caller: string;
  readonly route: string;
  readonly key: string;
}

/** What is written under a key. */
export type Entry = {
  readonly bodyHash: Buffer;
  readonly subjectId: string;
} & ({ readonly state: 'DONE'; readonly answer: Rendered } | { readonly state: 'PENDING'; readonly isLeased: boolean });

interface Row {
  readonly body_hash: Buffer;
  readonly subject_id: string;
  readonly state: 'PENDING' | 'DONE';
  readonly is_leased: boolean;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: Buffer | null;
}

/** The keys and the answers given under them, in the service's database; every call is one of the current tenant. */
export class IdempotencyBook {
  constructor(private readonly database: Database) {}

  async find({ caller, route, key }: KeyName): Promise<Entry | undefined> {
    const [row] = await this.database.query<Row>(
      prepared(sql`select body_hash, subject_id, state, lease_until > now() as is_leased, status, headers, body
        from idempotency where caller = ${caller} and route = ${route} and key = ${key}`),
    );
    if (!row) return undefined;
    const { body_hash: bodyHash, subject_id: subjectId, is_leased: isLeased } = row;
    if (row.state === 'PENDING') return { bodyHash, subjectId, state: 'PENDING', isLeased };
    const answer = { status: row.status ?? 500, headers: row.headers ?? {}, body: row.body ?? undefined };
    return { bodyHash, subjectId, state: 'DONE', answer };
  }

  /** Takes over a key whose first call died; false when somebody else was quicker. */
  async takeOver({ caller, route, key }: KeyName): Promise<boolean> {
    const taken = await this.database.execute(
      sql`update idempotency set lease_until = now() + interval '30 seconds'
        where caller = ${caller} and route = ${route} and key = ${key} and state = 'PENDING' and lease_until <= now()`,
    );
    return taken === 1;
  }

  /** Ends the lease of a call whose answer must not be kept, so that the next one may enter at once. */
  async letGo({ caller, route, key }: KeyName): Promise<void> {
    await this.database.execute(
      sql`update idempotency set lease_until = now()
        where caller = ${caller} and route = ${route} and key = ${key} and state = 'PENDING'`,
    );
  }

  /** Keeps the answer of a key whose row the business transaction wrote. */
  async settle({ caller, route, key }: KeyName, { status, headers, body }: Rendered): Promise<void> {
    await this.database.execute(
      prepared(sql`update idempotency set state = 'DONE', status = ${status}, headers = ${JSON.stringify(headers)}::jsonb,
          body = ${bytesOf(body)} where caller = ${caller} and route = ${route} and key = ${key} and state = 'PENDING'`),
    );
  }

  /** Keeps an answer that no transaction led to; false when the key was taken meanwhile. */
  async write(
    tenantId: string,
    { caller, route, key }: KeyName,
    { bodyHash, subjectId }: { readonly bodyHash: Uint8Array; readonly subjectId: string },
    { status, headers, body }: Rendered,
  ): Promise<boolean> {
    const written = await this.database.execute(
      sql`insert into idempotency (tenant_id, caller, route, key, body_hash, subject_id, state, lease_until, created_at,
            expires_at, status, headers, body)
          values (${tenantId}, ${caller}, ${route}, ${key}, ${bodyHash}, ${subjectId}, 'DONE', now(), now(),
            now() + interval '72 hours', ${status}, ${JSON.stringify(headers)}::jsonb, ${bytesOf(body)})
          on conflict do nothing`,
    );
    return written === 1;
  }
}

function bytesOf(body: Rendered['body']): Buffer | null {
  return body === undefined ? null : Buffer.from(body);
}
