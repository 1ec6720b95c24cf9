import { Clock, currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';

/** What a screen was opened with. */
export interface Key {
  readonly tenantId: string;
  /** Ids of which any that is told to have ended closes the screen. */
  readonly revokedBy: readonly string[];
}

/** Sign-ins that have ended before their tokens, and tenants that are suspended. */
@Injectable()
export class ClosedDoors {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Remembers that a sign-in has ended; its last token is dead by itself at `until`. */
  async keep(sessionId: string, until: Date): Promise<void> {
    await this.database.execute(
      prepared(sql`
        insert into ended_session (tenant_id, session_id, until) values (${currentTenantId()}, ${sessionId}, ${until})
        on conflict (tenant_id, session_id) do update set until = greatest(ended_session.until, excluded.until)`),
    );
  }

  /** Those ids that have ended, of the ones by which these keys can be. */
  async endedAmong(keys: readonly Key[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.worker.query<{ id: string }>(
      prepared(sql`
        select session_id as id from ended_session
        where tenant_id = any(${unique(keys.map(({ tenantId }) => tenantId))}::uuid[]) and session_id = any(${unique(keys.flatMap(({ revokedBy }) => revokedBy))}::uuid[])`),
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Ids of the tenants among those given that are suspended. */
  async suspendedAmong(keys: readonly Key[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.worker.query<{ id: string }>(
      prepared(
        sql`select id from tenant where id = any(${unique(keys.map(({ tenantId }) => tenantId))}::uuid[]) and state->>'status' = 'SUSPENDED'`,
      ),
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Forgets sign-ins whose tokens are all dead by themselves. */
  async forget(): Promise<void> {
    await this.database.worker.execute(sql`delete from ended_session where until < ${this.clock.now()}`);
  }
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
