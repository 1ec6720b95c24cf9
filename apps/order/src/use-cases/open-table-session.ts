import { Injectable } from '@nestjs/common';
import { NotFound, type OpenSessionBody } from '@chowk/contracts';
import { Clock, currentTenantId, InjectStore, refuse, Store, violates, type Principal } from '@chowk/kit';
import { PriceList } from '../database/price-list.js';
import { TableSession } from '../domain/table-session.js';
import { Table } from '../domain/table.js';
import { FindTables } from './find-tables.js';

export interface Seating {
  readonly session: TableSession;
  /** False when the people at the table were joined. */
  readonly isNew: boolean;
}

/** How often a session that ends while somebody joins it is looked for again. */
const attempts = 5;

/** Seats whoever scanned a table's code: joins the table's one open session, or opens it. */
@Injectable()
export class OpenTableSession {
  constructor(
    private readonly clock: Clock,
    private readonly findTables: FindTables,
    private readonly priceList: PriceList,
    @InjectStore(Table) private readonly tables: Store<Table>,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
  ) {}

  /** The session. Of any number of simultaneous callers one opens it, the others join. Throws NotFound for foreign codes. */
  async run(code: string, { covers }: OpenSessionBody, who: Principal): Promise<Seating> {
    const table = await this.tableOf(code, who);
    const outlet = await this.priceList.outlet(table.outletId);
    if (!outlet) throw refuse(NotFound);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const joined = await this.join(table.id, who);
      if (joined) return { session: joined, isNew: false };
      const businessDate = this.clock.businessDate(outlet);
      const session = TableSession.open(table, { businessDate, covers: covers ?? null, by: `${who.kind}:${who.id}` });
      if (who.kind === 'customer') session.join(who.id);
      try {
        await this.sessions.add(session);
        return { session, isNew: true };
      } catch (error) {
        if (!violates(error, 'one_open_session_per_table')) throw error;
      }
    }
    throw new Error(`Sessions at table ${table.id} end as fast as they are opened`);
  }

  private async tableOf(code: string, who: Principal): Promise<Table> {
    const { tenantId, tableId } = this.findTables.read(code);
    if (tenantId !== currentTenantId()) throw refuse(NotFound);
    const table = await this.tables.get(tableId);
    if (table.isRemoved || !who.mayEnter(table.outletId)) throw refuse(NotFound);
    return table;
  }

  private async join(tableId: string, who: Principal): Promise<TableSession | null> {
    const [open] = await this.sessions.findBy({ tableId, status: 'OPEN' }, { limit: 1 });
    if (!open || who.kind !== 'customer' || open.members.includes(who.id)) return open ?? null;
    const session = await this.sessions.change(open.id, (locked) => {
      if (locked.status === 'OPEN') locked.join(who.id);
    });
    return session.status === 'OPEN' ? session : null;
  }
}
