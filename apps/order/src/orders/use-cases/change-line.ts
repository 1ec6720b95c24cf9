import { Injectable } from '@nestjs/common';
import { BillClosed, NotFound } from '@chowk/contracts';
import { Clock, Database, InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { LineChangeBook } from '../database/line-change-book.js';
import type { Bill } from '../../bills/domain/bill.js';
import { lineName, type OrderLine } from '../domain/order-line.js';
import type { ChangeOfLine, Order } from '../domain/order.js';
import { Ticket } from '../../kitchen/domain/ticket.js';
import { BillBook } from '../../bills/use-cases/bill-book.js';
import { CoveredOrders } from '../../bills/use-cases/covered-orders.js';
import { FindOrders } from './find-orders.js';
import { SettleBill } from '../../bills/use-cases/settle-bill.js';

/** A line about to be voided or given free: its order and bill are locked, and may still change. */
export interface LineInHand {
  readonly order: Order;
  readonly bill: Bill;
  readonly line: OrderLine;
  /** Tickets of the order; they stand still while the order is locked. */
  readonly tickets: readonly Ticket[];
  /** The ticket it is cooked by, if any counts. */
  readonly ticket: Ticket | undefined;
  /** The kitchen had begun with it. */
  readonly isPrepared: boolean;
  readonly act: ChangeOfLine;
}

export interface LineRequest {
  readonly reference: string;
  readonly lineId: string;
  readonly reason: string;
  readonly kind: 'VOIDED' | 'COMPED';
  readonly who: Principal;
}

/** What voiding a line and giving it free have in common: who may, what is locked, what is written down, what the bill asks for. */
@Injectable()
export class ChangeLine {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly findOrders: FindOrders,
    private readonly book: BillBook,
    private readonly changes: LineChangeBook,
    private readonly coveredOrders: CoveredOrders,
    private readonly settleBill: SettleBill,
    @InjectStore(Ticket) private readonly tickets: Store<Ticket>,
  ) {}

  /**
   * The order with the line changed by `work`; a line that is so already is left as it is. Throws NotFound (order or line),
   * ORDER_CANNOT_MOVE, ORDER_CHANGING, BILL_CLOSED.
   */
  async run(request: LineRequest, work: (inHand: LineInHand) => Promise<void>): Promise<Order> {
    const { reference, lineId, reason, kind, who } = request;
    const { id } = await this.findOrders.one(reference, who);
    return this.database.transaction(async () => {
      const { order, bill } = await this.book.hold(id);
      const line = order.lines.find((one) => one.lineId === lineId);
      if (!line) throw refuse(NotFound);
      if (line.status === kind) return order;
      order.refuseLineChange(kind);
      if (!bill || bill.isClosed) throw refuse(BillClosed);
      const tickets = await this.tickets.findBy({ orderId: id }, { order: { id: 'ASC' } });
      const ticket = tickets.find((one) => one.holds(lineId));
      const isPrepared = ticket?.isBegun ?? false;
      const act = { by: `${who.kind}:${who.id}`, reason, at: this.clock.now() };
      await work({ order, bill, line, tickets, ticket, isPrepared, act });
      await this.changes.note({
        ...{ orderId: id, orderNumber: order.orderNumber, outletId: order.outletId, businessDate: order.businessDate },
        ...{ lineId, kind, name: lineName(line, 'en'), quantity: line.quantity, amount: line.total, isPrepared },
        ...act,
      });
      return order;
    });
  }

  /** Lets the bill ask for what the order comes to now, and stores both. */
  async bill({ order, bill, act }: LineInHand): Promise<void> {
    bill.change(order);
    await this.settleBill.run(bill, [order, ...(await this.coveredOrders.beside(order, bill))], act.by);
  }
}
