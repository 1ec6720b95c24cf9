import { isChowkError, type Chowk, type Feed } from '../src/index.js';

export interface TableBoard {
  readonly orders: readonly { readonly orderNumber: string; readonly status: string; readonly total: number }[];
  /** Paise; null before the waiter has brought the bill. */
  readonly due: number | null;
}

/** The page of a phone that scanned a table: what was ordered, how it stands, and what is to be paid. */
export async function tablePage(
  chowk: Chowk,
  code: string,
  show: (board: TableBoard) => void,
  leave: () => void,
): Promise<Feed> {
  const { id: session, billId } = await chowk.sitDown(code);
  const orders = new Map<string, { version: number; orderNumber: string; status: string; total: number }>();
  let bill: { version: number; due: number | null } = { version: 0, due: null };
  const draw = () => show({ orders: [...orders.values()], due: bill.due });
  // There is no bill before the first order
  const readBill = () =>
    chowk.get('/bills/{id}', { path: { id: billId } }).catch((error: unknown) => {
      if (isChowkError(error, 'NOT_FOUND')) return undefined;
      throw error;
    });
  return chowk.follow('/orders', {
    async load() {
      const [read, found] = await Promise.all([chowk.all('/orders', { query: { session } }), readBill()]);
      orders.clear();
      for (const { id, version, orderNumber, status, total } of read)
        orders.set(id, { version, orderNumber, status, total });
      bill = { version: found?.version ?? 0, due: found && found.status !== 'OPEN' ? found.due : null };
      draw();
    },
    event({ type, aggregateId, version, data }) {
      if ('orderNumber' in data && 'total' in data) {
        if (version <= (orders.get(aggregateId)?.version ?? 0)) return;
        orders.set(aggregateId, { version, orderNumber: data.orderNumber, status: data.status, total: data.total });
      } else if (type === 'bill.presented.v1' || type === 'bill.settled.v1') {
        if (data.billId !== billId || version <= bill.version) return;
        bill = { version, due: 'due' in data ? data.due : 0 };
      } else if (type === 'table-session.closed.v1') leave();
      draw();
    },
    ended: leave,
  });
}
