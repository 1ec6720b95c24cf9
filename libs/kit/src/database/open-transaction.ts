import type { PoolClient, QueryResult } from 'pg';
import { VersionConflict } from '@chowk/contracts/envelope';
import type { DataSource, EntityManager } from 'typeorm';
import { refuse } from '../context/domain-error.js';
import { BorrowedQueryRunner } from './borrowed-query-runner.js';
import { claimStatement, IdempotencyClash, type IdempotencyKey, isTakenKey, writes } from './idempotency-key.js';
import { inOneFlush } from './one-flush.js';
import { outboxInsert, outboxValues } from './outbox-statement.js';
import type { NewOutboxRow, OutboxRow } from './outbox-row.js';
import { type Sql, statementName } from './sql.js';
import { overtaken } from './store-statements.js';
import type { Transaction } from './transaction.js';
import { databaseErrorOf } from './violates.js';

/** COMMIT was answered with ROLLBACK: a statement had failed, nothing of the transaction is stored. */
export class TransactionNotCommitted extends Error {
  override readonly name = 'TransactionNotCommitted';
  constructor(options?: ErrorOptions) {
    super('COMMIT was answered with ROLLBACK: a statement of the transaction had failed and was caught', options);
  }
}

export interface TransactionOpening {
  readonly tenantId: string | undefined;
  readonly first: readonly Sql[];
  readonly idempotency: IdempotencyKey | undefined;
  readonly dataSource: DataSource;
}

const tenantStatement = `select set_config('app.tenant_id', $1, true)`;
const failedTransaction = '25P02';

/**
 * The transaction on its connection. `begin` and the tenant wait for the first statement and leave with it in one
 * flush; what nobody waits for leaves with the next statement or with the commit. See {@link Transaction} for what callers see.
 */
export class OpenTransaction implements Transaction {
  readonly outbox: OutboxRow[] = [];
  readonly #afterCommit: (() => void | Promise<void>)[] = [];
  /** Statements nobody may be waiting for; the first that failed is why the transaction failed. */
  readonly #unattended: Promise<unknown>[] = [];
  #first: Promise<readonly QueryResult[]> | undefined;
  #manager: EntityManager | undefined;
  #begun = false;
  #claiming = false;
  #unsent: (() => Promise<unknown>)[] = [];

  constructor(
    private readonly connection: PoolClient,
    private readonly opening: TransactionOpening,
  ) {}

  get tenantId(): string | undefined {
    return this.opening.tenantId;
  }

  get client(): PoolClient {
    this.#begin();
    this.#sendLate();
    return this.connection;
  }

  get first(): Promise<readonly QueryResult[]> {
    this.#begin();
    return this.#first ?? Promise.resolve([]);
  }

  get manager(): EntityManager {
    if (!this.#manager) {
      const runner = new BorrowedQueryRunner(this.opening.dataSource, this.connection, (text) => this.#announce(text));
      this.#manager = this.opening.dataSource.createEntityManager(runner);
    }
    return this.#manager;
  }

  async query<Row extends object>(statement: Sql): Promise<Row[]> {
    return (await this.run<Row>(statement)).rows;
  }

  async execute(statement: Sql): Promise<number> {
    return (await this.run(statement)).rowCount ?? 0;
  }

  /** The statement's whole result. Throws the error that failed the transaction, not the one that came of it. */
  async run<Row extends object>(statement: Sql): Promise<QueryResult<Row>> {
    try {
      return await this.send<Row>(statement);
    } catch (error) {
      throw await this.causeOf(error);
    }
  }

  /** Sends the statement with the next one or with the commit; `received` is told its result before anybody hears of the commit. */
  runLate<Row extends object>(statement: Sql, received: (result: QueryResult<Row>) => void = () => undefined): void {
    this.#unsent.push(() => this.#keep(this.send<Row>(statement).then(received)));
  }

  write(statement: Sql): void {
    this.runLate(statement);
  }

  async writeFacts(rows: readonly NewOutboxRow[]): Promise<void> {
    if (rows.length === 0) return;
    const text = outboxInsert(rows.length);
    const statement = { text, values: outboxValues(rows), name: statementName(text) };
    this.runLate<{ id: number }>(statement, (result) =>
      this.addOutbox(
        rows,
        result.rows.map(({ id }) => id),
      ),
    );
  }

  /** Notes rows that a statement has written to the outbox beside its own work. */
  addOutbox(rows: readonly NewOutboxRow[], ids: readonly number[]): void {
    rows.forEach((row, index) => this.outbox.push({ ...row, id: ids[index] ?? 0 }));
  }

  afterCommit(work: () => void | Promise<void>): void {
    this.#afterCommit.push(work);
  }

  /** Commits what was begun. Throws what failed the transaction, or {@link TransactionNotCommitted}. */
  async commit(): Promise<void> {
    if (!this.#begun && this.#unsent.length === 0 && this.opening.first.length === 0) return;
    const { command } = await inOneFlush(this.connection, () => {
      this.#begin();
      this.#sendLate();
      return this.connection.query('commit');
    });
    if (command !== 'COMMIT') {
      const lost = new TransactionNotCommitted();
      const cause = await this.causeOf(lost);
      throw cause === lost ? lost : cause;
    }
    await Promise.all(this.#unattended);
    if (this.#claiming && this.opening.idempotency) this.opening.idempotency.claimed = true;
  }

  /** Undoes what was begun. Throws when the connection is broken. */
  async rollback(): Promise<void> {
    if (this.#begun) await this.connection.query('rollback');
  }

  /** Runs what was registered for after the commit. A failure is reported and no more: what is committed stays so. */
  async runAfterCommit(report: (error: unknown) => void): Promise<void> {
    for (const work of this.#afterCommit) {
      try {
        await work();
      } catch (error) {
        report(error);
      }
    }
  }

  /** Writes the statement to the connection, behind begin, tenant and key where they have not been sent yet. */
  send<Row extends object>(statement: Sql): Promise<QueryResult<Row>> {
    return inOneFlush(this.connection, () => {
      this.#announce(statement.text);
      return sendStatement<Row>(this.connection, statement);
    });
  }

  /** Why the transaction failed: the unattended statement that failed first, or else the error at hand. */
  async causeOf(error: unknown): Promise<unknown> {
    const isConsequence =
      error instanceof TransactionNotCommitted || databaseErrorOf(error)?.code === failedTransaction;
    if (isConsequence) {
      for (const outcome of await Promise.allSettled(this.#unattended))
        if (outcome.status === 'rejected') return this.#named(outcome.reason);
    }
    return this.#named(error);
  }

  #named(error: unknown): unknown {
    const { idempotency } = this.opening;
    if (idempotency && isTakenKey(error)) return new IdempotencyClash(idempotency);
    return databaseErrorOf(error)?.code === overtaken ? refuse(VersionConflict, undefined, { cause: error }) : error;
  }

  /** What nobody waits for leaves before the statement that somebody waits for, in the order of writing. */
  #sendLate(): void {
    const unsent = this.#unsent;
    this.#unsent = [];
    for (const send of unsent) void send();
  }

  #announce(text: string): void {
    this.#begin();
    this.#sendLate();
    const { idempotency, tenantId } = this.opening;
    if (!idempotency || !tenantId || this.#claiming || idempotency.claimed || idempotency.resumed) return;
    if (!writes(text)) return;
    this.#claiming = true;
    this.#keep(sendStatement(this.connection, claimStatement(tenantId, idempotency)));
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    inOneFlush(this.connection, () => {
      this.#keep(this.connection.query('begin'));
      const { tenantId, first } = this.opening;
      if (tenantId)
        this.#keep(sendStatement(this.connection, { text: tenantStatement, values: [tenantId], name: 'k_tenant' }));
      if (first.length > 0)
        this.#first = this.#keep(Promise.all(first.map((statement) => sendStatement(this.connection, statement))));
    });
  }

  /** Remembers an outcome nobody may await, so that it is neither lost nor an unhandled rejection. */
  #keep<Outcome>(outcome: Promise<Outcome>): Promise<Outcome> {
    this.#unattended.push(outcome);
    outcome.catch(() => undefined);
    return outcome;
  }
}

function sendStatement<Row extends object>(client: PoolClient, { text, values, name }: Sql): Promise<QueryResult<Row>> {
  return client.query<Row>({ text, values: [...values], ...(name === undefined ? {} : { name }) });
}
