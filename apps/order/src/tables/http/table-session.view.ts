import type { JoinedSessionView, TableRequestView, TableSessionView } from '@chowk/contracts';
import type { Principal } from '@chowk/kit';
import type { TableSession } from '../domain/table-session.js';
import type { Seating } from '../use-cases/open-table-session.js';
import type { AskedAtTable } from '../use-cases/table-requests.js';

/** A table session as those who sit there and staff are told it; the PIN is for staff alone. */
export function tableSessionView(session: TableSession, who: Principal | undefined): TableSessionView {
  const { id, version, tableId, tableLabel, outletId, businessDate, status, covers, billId } = session;
  return {
    ...{ id, version, tableId, tableLabel, outletId, businessDate, status, covers, billId },
    guests: session.guests.map(({ guestId, joinedAt }) => ({ guestId, joinedAt })),
    approvedAt: session.approvedAt?.toISOString() ?? null,
    pin: who?.can('table-session:manage') === true ? session.pin : null,
    openedAt: session.createdAt.toISOString(),
    closedAt: session.closedAt?.toISOString() ?? null,
  };
}

/** What somebody is told who sat down. */
export function joinedSessionView({ session, guest }: Seating, who: Principal | undefined): JoinedSessionView {
  return { ...tableSessionView(session, who), guest };
}

/** What people at a table want, as they and staff are told it. */
export function tableRequestView({ session, request }: AskedAtTable): TableRequestView {
  const { requestId: id, kind, note, status, at: askedAt, doneAt: attendedAt } = request;
  return { id, tableSessionId: session.id, tableLabel: session.tableLabel, kind, note, status, askedAt, attendedAt };
}
