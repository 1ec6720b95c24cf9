import { prepared, type Sql, sql } from './sql.js';
import { violates } from './violates.js';

/** The Idempotency-Key of one call; stored by the first transaction of the call that writes. */
export interface IdempotencyKey {
  /** Who asks: principal, or what stands for it on public calls. */
  readonly caller: string;
  /** Method and route pattern, `POST /api/v1/orders`. */
  readonly route: string;
  readonly key: string;
  /** SHA-256 of the body. */
  readonly bodyHash: Uint8Array;
  /** The id that what this call creates shall have; a resumed call re-enters by it. */
  readonly subjectId: string;
  /** An earlier call with this key saved its rows and died before it answered: the row is there already. */
  readonly resumed: boolean;
  /** Whether the row is committed; set by the kit's transactions. */
  claimed: boolean;
}

/** Another call with the same key was first; everything this transaction wrote is rolled back. */
export class IdempotencyClash extends Error {
  override readonly name = 'IdempotencyClash';
  constructor(readonly key: IdempotencyKey) {
    super(`Idempotency key ${key.key} of ${key.route} is taken`);
  }
}

/**
 * Inserts the key's row, PENDING for 30 s and kept for 72 h. A taken key violates the primary key, so the
 * statements pipelined behind it fail with it; see {@link isTakenKey}.
 */
export function claimStatement(tenantId: string, key: IdempotencyKey): Sql {
  return prepared(sql`
    insert into idempotency (tenant_id, caller, route, key, body_hash, subject_id, state, lease_until, created_at, expires_at)
    values (${tenantId}, ${key.caller}, ${key.route}, ${key.key}, ${key.bodyHash}, ${key.subjectId}, 'PENDING',
            now() + interval '30 seconds', now(), now() + interval '72 hours')`);
}

/** Whether the error is the one of a claim that came second. */
export function isTakenKey(error: unknown): boolean {
  return violates(error, 'idempotency_pkey');
}

/** Whether a statement changes business rows: neither a read nor the book-keeping of keys claims the key of its call. */
export function writes(text: string): boolean {
  return changesRows.test(text) && !keepsKeys.test(text);
}

const changesRows = /\b(insert\s+into|delete\s+from|merge\s+into)\b|(^|\()\s*update\b/i;
const keepsKeys = /\b(into|update|from)\s+idempotency\b/i;
