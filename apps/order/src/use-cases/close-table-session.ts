import { Injectable } from '@nestjs/common';
import { BillNotSettled } from '@chowk/contracts';
import { Clock, InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { In, MoreThan } from 'typeorm';
import { Bill } from '../domain/bill.js';
import { Order } from '../domain/order.js';
import { TableSession } from '../domain/table-session.js';
import { FindTableSessions } from './find-table-sessions.js';

/** Frees a table once nothing is open there. */
@Injectable()
export class CloseTableSession {
  constructor(
    private readonly clock: Clock,
    private readonly findSessions: FindTableSessions,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
    @InjectStore(Bill) private readonly bills: Store<Bill>,
    @InjectStore(Order) private readonly orders: Store<Order>,
  ) {}

  /** The closed session; closing it again changes nothing. Throws NotFound, BILL_NOT_SETTLED while money or an answer is awaited. */
  async run(id: string, who: Principal, expectedVersion?: number): Promise<TableSession> {
    await this.findSessions.one(id, who);
    return this.sessions.change(
      id,
      async (session) => {
        if (session.status === 'CLOSED') return;
        const bills = await this.bills.findBy({ tableSessionId: id, due: MoreThan(0) });
        const orders = await this.orders.findBy({ tableSessionId: id, status: In(['PLACED', 'AWAITING_PAYMENT']) });
        const open = [
          ...bills.map(({ id: billId, due }) => ({ billId, due })),
          ...orders.map(({ id: orderId, orderNumber, status }) => ({ orderId, orderNumber, status })),
        ];
        if (open.length > 0) throw refuse(BillNotSettled, open);
        session.close(this.clock.now());
      },
      { expectedVersion },
    );
  }
}
