import { outboxInsert } from './outbox-statement.js';
import type { Aggregate } from './aggregate.js';
import type { RowMapping } from './row-mapping.js';

/** What a saving statement answers: the ids of the outbox rows, in order. */
export interface Saved {
  readonly ids: number[];
}

/** SQLSTATE of `chowk_saved`: no row had the expected version. Raised in the database, so that even a commit sent along fails. */
export const overtaken = 'CH412';

/** Texts of one aggregate's statements, built once from its metadata; the facts ride in the same statement. */
export class StoreStatements<A extends Aggregate> {
  readonly select: string;
  readonly selectForUpdate: string;
  readonly #inserts = new Map<number, string>();
  readonly #updates = new Map<number, string>();

  constructor(private readonly mapping: RowMapping<A>) {
    const { table } = mapping;
    this.select = `select ${mapping.columns.join(', ')} from ${table} where tenant_id = $1 and id = $2`;
    this.selectForUpdate = `${this.select} for update`;
  }

  /** Inserts the row and so many facts. Parameters: the row's, then the facts'. */
  insert(facts: number): string {
    return remembered(this.#inserts, facts, () => {
      const { table, columns } = this.mapping;
      const values = columns.map((_, index) => `$${index + 1}`).join(', ');
      const row = `insert into ${table} (${columns.join(', ')}) values (${values}) returning 1`;
      return withFacts(row, facts, columns.length + 1);
    });
  }

  /** Updates the row that still has the old version. Parameters: those of {@link updateValues}, then the facts'. */
  update(facts: number): string {
    return remembered(this.#updates, facts, () => {
      const changes = this.mapping.changeable().map(({ column }, index) => `${column} = $${index + 1}`);
      const [tenantId, id, version] = [1, 2, 3].map((position) => changes.length + position);
      const row =
        `update ${this.mapping.table} set ${changes.join(', ')} ` +
        `where tenant_id = $${tenantId} and id = $${id} and version = $${version} returning 1`;
      return withFacts(row, facts, changes.length + 4);
    });
  }

  /** What an update stores, given all of the row's parameters. */
  updateValues(parameters: readonly unknown[], aggregate: A, oldVersion: number): unknown[] {
    const changes = this.mapping.changeable().map(({ position }) => parameters[position]);
    return [...changes, aggregate.tenantId, aggregate.id, oldVersion];
  }
}

/** One statement of a row and its facts; it raises when `row` saved nothing. */
function withFacts(row: string, facts: number, firstParameter: number): string {
  const saved = 'chowk_saved((select count(*) from saved))';
  if (facts === 0) return `with saved as (${row}) select '{}'::bigint[] as ids, ${saved}`;
  const outbox = outboxInsert(facts, firstParameter);
  return `with saved as (${row}), facts as (${outbox}) select array(select id from facts order by id) as ids, ${saved}`;
}

function remembered(texts: Map<number, string>, facts: number, make: () => string): string {
  let text = texts.get(facts);
  if (text === undefined) {
    text = make();
    texts.set(facts, text);
  }
  return text;
}
