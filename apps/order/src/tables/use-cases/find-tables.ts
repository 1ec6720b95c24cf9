import { Inject, Injectable } from '@nestjs/common';
import { NotFound, TenantSuspended, type ScannedTableView } from '@chowk/contracts';
import {
  cutPage,
  Database,
  decodeCursor,
  InjectStore,
  refuse,
  runInCall,
  Store,
  TenantDirectory,
  type ConfigOf,
  type Principal,
} from '@chowk/kit';
import { In, MoreThan, type FindOptionsWhere } from 'typeorm';
import { z } from 'zod';
import { orderConfig } from '../../config.js';
import { PriceList } from '../../database/price-list.js';
import { readTableCode, tableCode, type TableReference } from '../domain/table-code.js';
import { TableSession } from '../domain/table-session.js';
import { Table } from '../domain/table.js';
import { CheckFilters } from '../../orders/use-cases/check-filters.js';
import { withinScope } from '../../orders/use-cases/reader-scope.js';

export interface TableQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count: boolean;
  readonly outlet?: string | undefined;
}

/** A table as staff see it: with its code and who sits there. */
export interface TableInUse {
  readonly table: Table;
  readonly code: string;
  /** What a phone opens after scanning. */
  readonly address: string;
  readonly openSessionId: string | null;
}

export interface TablePage {
  readonly items: readonly TableInUse[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

/** Tables by list and by scanned code. */
@Injectable()
export class FindTables {
  constructor(
    private readonly database: Database,
    private readonly tenants: TenantDirectory,
    private readonly priceList: PriceList,
    private readonly checkFilters: CheckFilters,
    @Inject(orderConfig.token) private readonly config: ConfigOf<typeof orderConfig>,
    @InjectStore(Table) private readonly tables: Store<Table>,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
  ) {}

  /** A page of the tables of the caller's outlets, in the order in which they were put up. Throws NotFound as {@link CheckFilters} does. */
  async list({ limit, cursor, count, outlet }: TableQuery, who: Principal): Promise<TablePage> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, z.uuid());
    const where = (extra: FindOptionsWhere<Table>): FindOptionsWhere<Table> => ({
      ...withinScope(who.outlets === 'all' ? {} : { outlets: who.outlets }, { outletId: outlet }),
      isRemoved: false,
      ...extra,
    });
    const rows = await this.tables.findBy(where(after === undefined ? {} : { id: MoreThan(after) }), {
      order: { id: 'ASC' },
      limit: limit + 1,
    });
    if (rows.length === 0) await this.checkFilters.run({ outlet }, who);
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => id);
    const page = { items: await this.inUse(items), nextCursor };
    if (!count) return page;
    const total = await this.database.transaction(({ manager }) => manager.count(Table, { where: where({}) }));
    return { ...page, total };
  }

  /** The tables with their codes and open sessions. */
  async inUse(tables: readonly Table[]): Promise<TableInUse[]> {
    const sessions =
      tables.length === 0
        ? []
        : await this.sessions.findBy({ tableId: In(tables.map(({ id }) => id)), status: 'OPEN' });
    return tables.map((table) => {
      const code = tableCode({ tenantId: table.tenantId, tableId: table.id }, this.config.TABLE_CODE_SECRET);
      const openSessionId = sessions.find(({ tableId }) => tableId === table.id)?.id ?? null;
      return { table, code, address: `${this.config.TABLE_URL.replace(/\/$/, '')}/${code}`, openSessionId };
    });
  }

  /** What a code names, or undefined for codes that we did not sign. */
  named(code: string): TableReference | undefined {
    return readTableCode(code, this.config.TABLE_CODE_SECRET);
  }

  /** What a code names. Throws NotFound for codes that we did not sign. */
  read(code: string): TableReference {
    const reference = this.named(code);
    if (!reference) throw refuse(NotFound);
    return reference;
  }

  /** What a scanned code says to anybody. Throws NotFound for unknown codes and removed tables, TENANT_SUSPENDED. */
  async scanned(code: string): Promise<ScannedTableView> {
    const { tenantId, tableId } = this.read(code);
    const tenant = await this.tenants.find(tenantId);
    if (!tenant) throw refuse(NotFound);
    if (tenant.status !== 'ACTIVE') throw refuse(TenantSuspended);
    return runInCall({ tenantId }, async () => {
      const table = await this.tables.get(tableId);
      const outlet = await this.priceList.outlet(table.outletId);
      if (table.isRemoved || !outlet) throw refuse(NotFound);
      const [session] = await this.sessions.findBy({ tableId, status: 'OPEN' }, { limit: 1 });
      return {
        tenant: { id: tenant.id, slug: tenant.slug, name: tenant.name },
        outlet: { id: outlet.id, name: outlet.name },
        ...{ tableId, label: table.label, open: session !== undefined },
      };
    });
  }
}
