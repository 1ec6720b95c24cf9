import { NotFound, VersionConflict } from '@chowk/contracts/envelope';
import type { FindOptionsOrder, FindOptionsWhere, ObjectType } from 'typeorm';
import type { Clock } from '../clock/clock.js';
import { currentTenantId } from '../context/call-context.js';
import { refuse } from '../context/domain-error.js';
import { Aggregate } from './aggregate.js';
import type { Database } from './database.js';
import { outboxRowOf } from './facts.js';
import type { OpenTransaction } from './open-transaction.js';
import { outboxValues } from './outbox-statement.js';
import type { NewOutboxRow } from './outbox-row.js';
import { RowMapping } from './row-mapping.js';
import { type Sql, statementName } from './sql.js';
import { type Saved, StoreStatements } from './store-statements.js';

/** A named statement stays in each connection's memory: only for the first few texts, once they have proved to be common. */
const mostTexts = 20;
const oftenAsked = 10;

/** A statement that saves an aggregate, and what there is to do once its answer is there. */
interface Saving {
  readonly statement: Sql;
  readonly facts: readonly NewOutboxRow[];
}

/**
 * Where the aggregates of one kind are kept, each with the facts it recorded: a row and its facts are stored
 * together or not at all. Everything happens under the current call's tenant; joins the open transaction.
 */
export class Store<A extends Aggregate> {
  readonly #mapping: RowMapping<A>;
  readonly #statements: StoreStatements<A>;
  /** What was stored of an aggregate loaded in a transaction, to see whether saving it would change anything. */
  readonly #loaded = new WeakMap<A, unknown[]>();
  /** How often a text of {@link findBy} was asked, of the first that came. */
  readonly #asked = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly entity: ObjectType<A>,
  ) {
    this.#mapping = new RowMapping(database.dataSource, entity);
    this.#statements = new StoreStatements(this.#mapping);
  }

  /**
   * Stores a new aggregate and its facts in one statement and, outside of a transaction, one flush. Sets version 1,
   * tenant and times. Throws DatabaseError 23505 when it breaks a unique rule (see `violates`);
   * the aggregate can then be mended and added again. In an open transaction it is the transaction that throws, at the
   * next statement that is waited for or at its end.
   */
  async add(aggregate: A): Promise<void> {
    if (aggregate.version !== 0) throw new Error('Added already; save or change it instead');
    aggregate.tenantId ??= currentTenantId();
    aggregate.createdAt = this.clock.now();
    const saving = this.#savingOf(
      aggregate,
      (facts) => this.#statements.insert(facts),
      (parameters) => parameters,
    );
    const open = this.database.openTransaction();
    if (open) return this.#saveLate(open, aggregate, saving);
    try {
      await this.database.run<Saved>(saving.statement, (transaction, [saved]) => noteFacts(transaction, saving, saved));
    } catch (error) {
      aggregate.version = 0;
      throw error;
    }
    this.#settle(aggregate);
  }

  /** The aggregate, or null when there is none in this tenant. */
  async find(id: string): Promise<A | null> {
    const [row] = await this.database.query<Record<string, unknown>>(this.#selecting(this.#statements.select, id));
    return row ? this.#entityOf(row) : null;
  }

  /** The aggregate. Throws NotFound. */
  async get(id: string): Promise<A> {
    const found = await this.find(id);
    if (!found) throw refuse(NotFound);
    return found;
  }

  /** Aggregates by TypeORM conditions, in one flush. An undefined condition throws. */
  async findBy(
    where: FindOptionsWhere<A> | FindOptionsWhere<A>[],
    options: { readonly order?: FindOptionsOrder<A>; readonly limit?: number } = {},
  ): Promise<A[]> {
    const builder = this.database.dataSource.createQueryBuilder(this.entity, 'a').setFindOptions({
      where,
      ...(options.order ? { order: options.order } : {}),
      ...(options.limit === undefined ? {} : { take: options.limit }),
    });
    const [text, values] = builder.getQueryAndParameters();
    const name = this.#nameOf(text);
    const rows = await this.database.query<Record<string, unknown>>({ text, values, ...(name ? { name } : {}) });
    return rows.map((row) => this.#entityOf(row, 'a_'));
  }

  /**
   * Changes an aggregate in one transaction: locks its row, runs `work`, stores row and facts. Changes of the same
   * aggregate queue up. When `work` changed nothing and recorded nothing, nothing is written. Throws NotFound, and
   * VERSION_CONFLICT with the current version when `expectedVersion` is another one.
   */
  async change(
    id: string,
    work: (aggregate: A) => void | Promise<void>,
    options: { readonly expectedVersion?: number | undefined } = {},
  ): Promise<A> {
    return this.database.transaction(async () => {
      const aggregate = await this.lock(id);
      const { expectedVersion } = options;
      if (expectedVersion !== undefined && expectedVersion !== aggregate.version)
        throw refuse(VersionConflict, { version: aggregate.version });
      await work(aggregate);
      this.#update(aggregate);
      return aggregate;
    });
  }

  /** Loads the aggregate and holds its row until the open transaction ends. Throws NotFound. */
  async lock(id: string): Promise<A> {
    const transaction = this.#requireTransaction();
    const statement = this.#selecting(this.#statements.selectForUpdate, id);
    const [row] = await transaction.query<Record<string, unknown>>(statement);
    if (!row) throw refuse(NotFound);
    return this.#entityOf(row);
  }

  /**
   * Stores a loaded aggregate and its facts in the open transaction, with the next statement that is waited for or with
   * its end. The transaction throws VERSION_CONFLICT when the row has moved on.
   */
  async save(aggregate: A): Promise<void> {
    this.#requireTransaction();
    if (aggregate.version === 0) await this.add(aggregate);
    else this.#update(aggregate);
  }

  #update(aggregate: A): void {
    const transaction = this.#requireTransaction();
    if (Aggregate.factsOf(aggregate).length === 0 && this.#isUnchanged(aggregate)) return;
    const oldVersion = aggregate.version;
    const saving = this.#savingOf(
      aggregate,
      (facts) => this.#statements.update(facts),
      (parameters) => this.#statements.updateValues(parameters, aggregate, oldVersion),
    );
    this.#saveLate(transaction, aggregate, saving);
  }

  /** Nobody needs the answer before the commit: that it saved is the transaction's own condition. */
  #saveLate(transaction: OpenTransaction, aggregate: A, saving: Saving): void {
    transaction.runLate<Saved>(saving.statement, ({ rows }) => noteFacts(transaction, saving, rows[0]));
    this.#settle(aggregate);
  }

  #savingOf(
    aggregate: A,
    textFor: (facts: number) => string,
    valuesOf: (parameters: readonly unknown[]) => readonly unknown[],
  ): Saving {
    const now = this.clock.now();
    aggregate.version += 1;
    aggregate.updatedAt = now;
    const { tenantId, id, version } = aggregate;
    const outletId = 'outletId' in aggregate && typeof aggregate.outletId === 'string' ? aggregate.outletId : undefined;
    const subject = { tenantId, aggregateId: id, version, outletId };
    const facts = Aggregate.factsOf(aggregate).map(({ definition, data, key }) =>
      outboxRowOf(definition, data, subject, { key, occurredAt: now }),
    );
    const text = textFor(facts.length);
    const values = [...valuesOf(this.#mapping.parametersOf(aggregate)), ...outboxValues(facts)];
    return { statement: { text, values, name: statementName(text) }, facts };
  }

  #settle(aggregate: A): void {
    Aggregate.forgetFacts(aggregate);
    this.#loaded.set(aggregate, this.#mapping.parametersOf(aggregate));
  }

  #isUnchanged(aggregate: A): boolean {
    const before = this.#loaded.get(aggregate);
    if (!before) return false;
    return this.#mapping.parametersOf(aggregate).every((value, index) => isSame(value, before[index]));
  }

  #entityOf(row: Readonly<Record<string, unknown>>, prefix = ''): A {
    const aggregate = this.#mapping.entityOf(row, prefix);
    // What is read outside of a transaction is shown, not saved; all its jsonb would be made text again for nothing
    if (this.database.openTransaction()) this.#loaded.set(aggregate, this.#mapping.parametersOf(aggregate));
    return aggregate;
  }

  /** A name, so that PostgreSQL plans once per connection, for those of the texts without number that are asked often. */
  #nameOf(text: string): string | undefined {
    const seen = (this.#asked.get(text) ?? 0) + 1;
    if (seen === 1 && this.#asked.size >= mostTexts) return undefined;
    this.#asked.set(text, seen);
    return seen > oftenAsked ? statementName(text) : undefined;
  }

  #selecting(text: string, id: string): Sql {
    return { text, values: [currentTenantId(), id], name: statementName(text) };
  }

  #requireTransaction(): OpenTransaction {
    const open = this.database.openTransaction();
    if (!open) throw new Error('A row is locked and saved inside a transaction; use change(), or open one');
    return open;
  }
}

function noteFacts(transaction: OpenTransaction, { facts }: Saving, saved: Saved | undefined): void {
  transaction.addOutbox(facts, saved?.ids ?? []);
}

function isSame(value: unknown, before: unknown): boolean {
  if (value instanceof Date && before instanceof Date) return value.getTime() === before.getTime();
  if (value instanceof Uint8Array && before instanceof Uint8Array) return Buffer.compare(value, before) === 0;
  if (Array.isArray(value) && Array.isArray(before)) return JSON.stringify(value) === JSON.stringify(before);
  return value === before;
}
