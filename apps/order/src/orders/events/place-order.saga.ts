import { Controller } from '@nestjs/common';
import {
  BillClosed,
  CouponRefused,
  DiscountRedeemed,
  DiscountRefused,
  InventoryRejected,
  InventoryReserved,
  OrderTimedOut,
  OutOfStock,
  PaymentCaptured,
  PaymentRefunded,
  type Received,
} from '@chowk/contracts';
import { Clock, currentTenantId, Database, InjectStore, On, Store, TenantDirectory, Wakeups } from '@chowk/kit';
import { Order, type Answerer, type Rejection } from '../domain/order.js';
import { AdjustTickets } from '../../kitchen/use-cases/adjust-tickets.js';
import { Approvals } from '../../tables/use-cases/approvals.js';
import { BillBook, type Held } from '../../bills/use-cases/bill-book.js';
import { ConfirmOrder } from '../use-cases/confirm-order.js';
import { CoveredOrders } from '../../bills/use-cases/covered-orders.js';
import { EndOrder } from '../use-cases/end-order.js';
import { ReviveOrders } from '../use-cases/revive-orders.js';
import { revisedKey } from '../use-cases/revised-key.js';
import { unpaidMinutesOf } from '../domain/unpaid-minutes.js';
import { SettledOrders } from '../use-cases/settled-orders.js';
import { SettleBill } from '../../bills/use-cases/settle-bill.js';
import { Deadlines } from './deadlines.js';

/**
 * The story of an order, each undo beside its step. Services react to each other's facts; this page alone decides what
 * an order does next.
 *
 *   1. PlaceOrder saved it PLACED and told OrderPlaced             undo: OrderRejected / OrderCancelled / OrderExpired:
 *      -> inventory holds all it needs, or nothing                       inventory lets go,
 *      -> discount redeems its coupon, if it has one                     discount gives back,
 *      -> staff approve the table, where they want to                    whoever of them had said yes
 *   2. all said yes: its bill asks for money, or it is certain     undo: EndOrder: the bill drops it, money is asked back
 *   3. money covers the bill: certain, token and tickets           undo: EndOrder: tickets are voided too
 *   4. money for an expired order: back to 1, if the tenant        undo: as of 1, and the money is asked back
 *      wants it so; else the bill asks the money back
 *
 * A change of its lines is a small saga of its own: ReviseOrder told OrderRevisionAsked, and until inventory has answered
 * nothing changes. Its undo is to ask for the old lines again, under the next number.
 *
 * A crash between two steps loses nothing: the next fact finds the row as the last step left it.
 */
@Controller()
export class PlaceOrderSaga {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly settledOrders: SettledOrders,
    private readonly wakeups: Wakeups,
    private readonly tenants: TenantDirectory,
    private readonly book: BillBook,
    private readonly confirmOrder: ConfirmOrder,
    private readonly settleBill: SettleBill,
    private readonly endOrder: EndOrder,
    private readonly reviveOrders: ReviveOrders,
    private readonly adjustTickets: AdjustTickets,
    private readonly coveredOrders: CoveredOrders,
    @InjectStore(Order) private readonly orders: Store<Order>,
    deadlines: Deadlines,
    approvals: Approvals,
  ) {
    approvals.goOnBy((orderId) => this.hasAnswered(orderId, 'staff'));
    deadlines.endBy({
      PLACED: (orderId) => this.nobodyAnswered(orderId),
      AWAITING_PAYMENT: (orderId) => this.nobodyPaid(orderId),
      REVISION: (orderId) => this.nobodyAnsweredTheChange(orderId),
    });
  }

  /** Step 1 is done by inventory, for an order or for a change of its lines. */
  @On(InventoryReserved)
  async everythingIsHeld({ data: { orderId, revision } }: Received<typeof InventoryReserved>): Promise<void> {
    if (revision === undefined) await this.hasAnswered(orderId, 'inventory');
    else await this.changeIsHeld(orderId, revision);
  }

  /** Undo of step 1: something is short, nothing is held; or a change of lines cannot be had, and all stays as it was. */
  @On(InventoryRejected)
  async somethingIsShort({ data: { orderId, short, revision } }: Received<typeof InventoryRejected>): Promise<void> {
    const rejection = { code: OutOfStock.code, details: short };
    if (revision === undefined) return this.reject(orderId, rejection, 'inventory');
    await this.dropChange(orderId, revision, rejection, { setsBack: false });
  }

  /** Step 1 is done by discount; orders without a coupon do not wait for it. */
  @On(DiscountRedeemed)
  async couponIsRedeemed({ data: { orderId, coupon } }: Received<typeof DiscountRedeemed>): Promise<void> {
    if (coupon) await this.hasAnswered(orderId, 'discount');
  }

  /** Undo of step 1: the coupon cannot be used any more. */
  @On(DiscountRefused)
  async couponIsRefused({ data: { orderId, details } }: Received<typeof DiscountRefused>): Promise<void> {
    await this.reject(orderId, { code: CouponRefused.code, details }, 'discount');
  }

  /** Undo of step 1: nobody answered in time; a late answer finds the order ended. */
  private async nobodyAnswered(orderId: string): Promise<void> {
    await this.reject(orderId, { code: OrderTimedOut.code, details: [] }, 'clock');
  }

  /** Step 3. Money for a bill that no longer wants it is asked back by the bill itself. */
  @On(PaymentCaptured)
  async moneyArrived({ data }: Received<typeof PaymentCaptured>): Promise<void> {
    const { billId, paymentId, tender, orderIds, amount, tip = 0, shareId = null } = data;
    const held = await this.book.holdBill(billId);
    if (!held) throw new Error(`Money ${paymentId} arrived for bill ${billId}, which is not here`);
    await this.reviveOrders.run(held, { paymentId, orderIds });
    held.bill.take({ paymentId, tender, orderIds, amount, tip, shareId });
    await this.settleBill.run(held.bill, held.orders, 'payment');
    for (const order of held.orders) this.settledOrders.tell(order);
  }

  /** Undo of step 3 has reached its end: the money is back. */
  @On(PaymentRefunded)
  async moneyWentBack({ data }: Received<typeof PaymentRefunded>): Promise<void> {
    const { billId, paymentId, refunded, reason } = data;
    const held = await this.book.holdBill(billId);
    if (!held) throw new Error(`Money ${paymentId} went back for bill ${billId}, which is not here`);
    held.bill.giveBack(paymentId, refunded, { reason });
    await this.settleBill.run(held.bill, held.orders, 'payment');
  }

  /** Undo of step 2: nobody paid in time. */
  private async nobodyPaid(orderId: string): Promise<void> {
    const held = await this.book.hold(orderId);
    if (held.order.status !== 'AWAITING_PAYMENT') return;
    const at = this.clock.now();
    held.order.expire(at);
    await this.endOrder.run(held, { at, by: 'clock', reason: 'ORDER_EXPIRED' });
  }

  /** Step 2, with the last answer. One that comes late finds the order ended; its own event lets go of what is held. */
  private async hasAnswered(orderId: string, who: Answerer): Promise<void> {
    const held = await this.book.hold(orderId);
    const { order } = held;
    if (order.status !== 'PLACED' || !order.awaits.includes(who)) return;
    if (!order.hasAnswerOf(who)) return this.orders.save(order);
    await this.askForMoney(held, who);
    this.settledOrders.tell(order);
  }

  /** Prepaid orders wait for money, the others and those that cost nothing are certain at once. */
  private async askForMoney(held: Held, by: Answerer): Promise<void> {
    const { order } = held;
    const tenant = await this.tenants.find(currentTenantId());
    const isPrepaid = (tenant?.settings.paymentTiming[order.fulfilment] ?? 'PREPAID') === 'PREPAID';
    const bill = await this.book.billFor(held);
    bill.add(order);
    order.paymentStatus = bill.paymentStatusOf(order.id);
    if (!isPrepaid || bill.due === 0 || order.total === 0) await this.confirmOrder.run(order, by);
    else {
      const at = this.clock.now();
      order.awaitPayment(new Date(at.getTime() + unpaidMinutesOf(tenant) * 60_000), at);
      await this.orders.save(order);
    }
    // The bill last: a bill over nothing is invoiced now, and its series is locked until the end.
    bill.noteTokens([order]);
    await this.book.save(bill);
  }

  private async reject(orderId: string, rejection: Rejection, by: string): Promise<void> {
    const held = await this.book.hold(orderId);
    if (held.order.status !== 'PLACED') return;
    const at = this.clock.now();
    held.order.reject(rejection, at, by);
    await this.endOrder.run(held, { at, by, reason: 'ORDER_REJECTED' });
    this.settledOrders.tell(held.order);
  }

  /** A change of lines is done: bill and kitchen follow. Once the bill is settled it is undone, for it cannot change any more. */
  private async changeIsHeld(orderId: string, revision: number): Promise<void> {
    const { order, bill } = await this.book.hold(orderId);
    const { pendingRevision } = order;
    if (pendingRevision?.revision !== revision) return;
    if (!bill || bill.isClosed) {
      const rejection = { code: BillClosed.code, details: [] };
      order.dropRevision(pendingRevision, rejection, { setsBack: true });
      await this.orders.save(order);
    } else {
      order.applyRevision(pendingRevision);
      await this.adjustTickets.run(order, pendingRevision.by);
      bill.change(order);
      await this.settleBill.run(bill, [order, ...(await this.coveredOrders.beside(order, bill))], 'inventory');
    }
    this.tellChange(orderId);
  }

  /** Nobody answered a change of lines in time; the answer to the next number sets inventory back, whatever it did. */
  private async nobodyAnsweredTheChange(orderId: string): Promise<void> {
    const { revisionEndsAt } = await this.orders.lock(orderId);
    // Between the look and the lock that change was answered and another one asked for, which has its own time.
    if (revisionEndsAt === null || revisionEndsAt > this.clock.now()) return;
    await this.dropChange(orderId, null, { code: OrderTimedOut.code, details: [] }, { setsBack: true });
  }

  private async dropChange(
    orderId: string,
    revision: number | null,
    rejection: Rejection,
    undo: { setsBack: boolean },
  ): Promise<void> {
    const order = await this.orders.lock(orderId);
    const { pendingRevision } = order;
    if (!pendingRevision || (revision !== null && pendingRevision.revision !== revision)) return;
    order.dropRevision(pendingRevision, rejection, undo);
    await this.orders.save(order);
    this.tellChange(orderId);
  }

  /** Wakes the call that changes its lines. */
  private tellChange(orderId: string): void {
    this.database.afterCommit(() => this.wakeups.wake(revisedKey(orderId)));
  }
}
