import type { TableView } from '@chowk/contracts';
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
