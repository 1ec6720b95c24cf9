import { Injectable } from '@nestjs/common';
import {
  NotFound,
  TableLabelTaken,
  TableOccupied,
  UnknownReference,
  type ChangeTableBody,
  type CreateTableBody,
} from '@chowk/contracts';
import { InjectStore, newId, refuse, Store, violates, currentCall, type Principal } from '@chowk/kit';
import { PriceList } from '../../database/price-list.js';
import { TableSession } from '../domain/table-session.js';
import { Table } from '../domain/table.js';

/** The furniture of an outlet: tables are put up, changed and taken away. */
@Injectable()
export class KeepTables {
  constructor(
    private readonly priceList: PriceList,
    @InjectStore(Table) private readonly tables: Store<Table>,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
  ) {}

  /** A table that is there. Throws NotFound, also for tables of outlets that are not the caller's. */
  async one(id: string, who: Principal): Promise<Table> {
    const table = await this.tables.get(id);
    if (table.isRemoved || !who.mayEnter(table.outletId)) throw refuse(NotFound);
    return table;
  }

  /** Puts up a new table. Throws UNKNOWN_REFERENCE (outlet), TABLE_LABEL_TAKEN. */
  async add({ outletId, label, area, seats }: CreateTableBody, who: Principal): Promise<Table> {
    if (!who.mayEnter(outletId) || !(await this.priceList.outlet(outletId)))
      throw refuse(UnknownReference, [
        { path: 'outletId', code: 'UNKNOWN_REFERENCE', message: 'names nothing that exists' },
      ]);
    const id = currentCall().idempotency?.subjectId ?? newId();
    const earlier = currentCall().idempotency?.resumed === true ? await this.tables.find(id) : null;
    if (earlier) return earlier;
    const table = Table.furnish({ id, outletId, label, area, seats });
    await labelledOnce(label, () => this.tables.add(table));
    return table;
  }

  /** Changes what the body names. Throws NotFound, TABLE_LABEL_TAKEN, VERSION_CONFLICT. */
  async change(id: string, body: ChangeTableBody, who: Principal, expectedVersion?: number): Promise<Table> {
    await this.one(id, who);
    const options = { expectedVersion };
    return labelledOnce(body.label, () => this.tables.change(id, (table) => table.change(body), options));
  }

  /** Takes a table away. Throws NotFound, TABLE_OCCUPIED while people sit there, VERSION_CONFLICT. */
  async remove(id: string, who: Principal, expectedVersion?: number): Promise<void> {
    await this.one(id, who);
    // The table's row is held before the look: people who sit down at this moment wait for it (`session_at_a_table`).
    await this.tables.change(
      id,
      async (table) => {
        const [session] = await this.sessions.findBy({ tableId: id, status: 'OPEN' }, { limit: 1 });
        if (session) throw refuse(TableOccupied, [{ tableSessionId: session.id }]);
        table.remove();
      },
      { expectedVersion },
    );
  }
}

async function labelledOnce<Result>(label: string | undefined, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw violates(error, 'table_label_once') ? refuse(TableLabelTaken, [{ label }]) : error;
  }
}
