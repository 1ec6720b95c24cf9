import type { TableSessionView, TableView } from '@chowk/contracts';
import type { TableSession } from '../domain/table-session.js';
import type { TableInUse } from '../use-cases/find-tables.js';

/** A table as staff are told it. */
export function tableView({ table, code, address, openSessionId }: TableInUse): TableView {
  const { id, version, outletId, label, area, seats } = table;
  return {
    ...{ id, version, outletId, label, area, seats, code, address, openSessionId },
    createdAt: table.createdAt.toISOString(),
    updatedAt: table.updatedAt.toISOString(),
  };
}

/** A table session as those who sit there and staff are told it. */
export function tableSessionView(session: TableSession): TableSessionView {
  const { id, version, tableId, tableLabel, outletId, businessDate, status, covers, billId } = session;
  return {
    ...{ id, version, tableId, tableLabel, outletId, businessDate, status, covers, billId },
    openedAt: session.createdAt.toISOString(),
    closedAt: session.closedAt?.toISOString() ?? null,
  };
}
