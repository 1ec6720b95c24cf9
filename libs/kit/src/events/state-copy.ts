import type { DataOf, EventDefinition, Received } from '@chowk/contracts/envelope';
import { currentTenantId } from '../context/call-context.js';
import type { Database } from '../database/database.js';
import { joinSql, prepared, sql, type Sql } from '../database/sql.js';

/** Statements of a migration that make the table of a {@link StateCopy}. */
export function stateCopyTable(table: string): readonly string[] {
  return [
    `create table ${nameOf(table)} (
      tenant_id uuid not null,
      id uuid not null,
      version integer not null,
      state jsonb not null,
      primary key (tenant_id, id))`,
    `select chowk_protect('${nameOf(table)}')`,
  ];
}

/** What this service keeps of another's things, fed by their `*.state` topic: the newest version of each, for the tenant of the call. */
export class StateCopy<Definition extends EventDefinition> {
  readonly #table: Sql;

  constructor(
    private readonly database: Database,
    private readonly definition: Definition,
    table: string,
  ) {
    this.#table = joinSql([{ text: nameOf(table), values: [] }], '');
  }

  /** Keeps what was told unless a newer version is there already. */
  async keep({ aggregateId, version, data }: Received<Definition>): Promise<void> {
    await this.database.write(
      prepared(sql`
        insert into ${this.#table} as known (tenant_id, id, version, state)
        values (${currentTenantId()}, ${aggregateId}, ${version}, ${JSON.stringify(data)}::jsonb)
        on conflict (tenant_id, id) do update set version = excluded.version, state = excluded.state
        where known.version < excluded.version`),
    );
  }

  /** The thing as it was last told, or null when it was never told. */
  async find(id: string): Promise<DataOf<Definition> | null> {
    const [found] = await this.many([id]);
    return found ?? null;
  }

  /** Those of the things that are known, in no order. */
  async many(ids: readonly string[]): Promise<DataOf<Definition>[]> {
    return this.#read(sql`and id = any(${[...new Set(ids)]}::uuid[])`);
  }

  /** Everything known of the tenant, in no order. */
  async all(): Promise<DataOf<Definition>[]> {
    return this.#read(sql``);
  }

  async #read(condition: Sql): Promise<DataOf<Definition>[]> {
    const rows = await this.database.query<{ state: unknown }>(
      prepared(sql`select state from ${this.#table} where tenant_id = ${currentTenantId()} ${condition}`),
    );
    return rows.map(({ state }): DataOf<Definition> => this.#parse(state));
  }

  #parse(state: unknown): DataOf<Definition> {
    return this.definition.schema.parse(state) as DataOf<Definition>;
  }
}

function nameOf(table: string): string {
  if (!/^[a-z_][a-z0-9_]*$/.test(table)) throw new Error(`"${table}" is not the name of a table`);
  return table;
}
