import { orderView, tableSessionView, tableView, type TableView } from '@chowk/contracts';
import { randomUUID } from 'node:crypto';
import type { Person } from './restaurant.js';

/** Puts up a table that no other test knows. */
export async function ownTable(manager: Person, outletId: string): Promise<TableView> {
  const label = `G${randomUUID().slice(-6)}`;
  return (await manager.post('/tables', { outletId, label })).data(tableView);
}

/** Calls off what was ordered at a table and is not paid, sends its people home, and takes the table away. */
export async function withoutTable(manager: Person, { id }: TableView): Promise<void> {
  const sessions = (await manager.get(`/sessions?table=${id}&status=OPEN`)).data(tableSessionView.array());
  for (const session of sessions) {
    const ordered = (await manager.get(`/orders?session=${session.id}`)).data(orderView.array());
    for (const order of ordered)
      if (order.allowedMoves.includes('CANCELLED'))
        (await manager.patch(`/orders/${order.id}/cancel`, { reason: 'Only a trial' })).data(orderView);
    (await manager.post(`/sessions/${session.id}/close`, {})).data(tableSessionView);
  }
  await manager.delete(`/tables/${id}`);
}
