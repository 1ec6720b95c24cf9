import { Injectable } from '@nestjs/common';
import { BillNotSettled } from '@chowk/contracts';
import { Clock, Database, InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { In } from 'typeorm';
import { Bill } from '../../bills/domain/bill.js';
import { Order } from '../../orders/domain/order.js';
import { TableSession } from '../domain/table-session.js';
import { BillBook } from '../../bills/use-cases/bill-book.js';
import { FindTableSessions } from './find-table-sessions.js';
import { SettleBill } from '../../bills/use-cases/settle-bill.js';

const notClosed = In<Bill['status']>(['OPEN', 'PRESENTED']);

/**
 * Frees a table once nothing is open there: what is paid is settled with it. An order that arrives at the same moment waits for the
 * session's row, as the database's rule `order_in_open_session` has it: it is seen here, or it finds the session closed.
 */
@Injectable()
export class CloseTableSession {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly findSessions: FindTableSessions,
    private readonly book: BillBook,
    private readonly settleBill: SettleBill,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
    @InjectStore(Bill) private readonly bills: Store<Bill>,
    @InjectStore(Order) private readonly orders: Store<Order>,
  ) {}

  /**
   * The closed session; closing it again changes nothing. Throws NotFound, VERSION_CONFLICT, BILL_NOT_SETTLED while money or an answer is
   * awaited.
   */
  async run(id: string, who: Principal, expectedVersion?: number): Promise<TableSession> {
    const by = `${who.kind}:${who.id}`;
    const { status } = await this.findSessions.one(id, who);
    return this.database.transaction(async () => {
      // Bills first, the session after them: the order in which everybody locks them.
      if (status === 'OPEN') await this.settleWhatIsPaid(id, by);
      return this.sessions.change(
        id,
        async (session) => {
          if (session.status === 'CLOSED') return;
          await this.refuseWhileOpen(id);
          session.close(by, this.clock.now());
        },
        { expectedVersion },
      );
    });
  }

  private async settleWhatIsPaid(tableSessionId: string, by: string): Promise<void> {
    const open = await this.bills.findBy({ tableSessionId, status: notClosed }, { order: { id: 'ASC' } });
    // All are held before the first is settled: settling locks series and session, for which a payment of another one may wait.
    const held: { bill: Bill; orders: Order[] }[] = [];
    for (const { id } of open) {
      const one = await this.book.holdBill(id);
      if (one && !one.bill.isClosed) held.push(one);
    }
    for (const { bill, orders } of held) {
      bill.leave();
      await this.settleBill.run(bill, orders, by);
    }
  }

  private async refuseWhileOpen(tableSessionId: string): Promise<void> {
    const bills = await this.bills.findBy({ tableSessionId, status: notClosed });
    const orders = await this.orders.findBy({ tableSessionId, status: In(['PLACED', 'AWAITING_PAYMENT']) });
    const open = [
      ...bills.map(({ id: billId, due }) => ({ billId, due })),
      ...orders.map(({ id: orderId, orderNumber, status }) => ({ orderId, orderNumber, status })),
    ];
    if (open.length > 0) throw refuse(BillNotSettled, open);
  }
}
