import { Controller } from '@nestjs/common';
import {
  InventoryRejected,
  InventoryReserved,
  OrderTimedOut,
  OutOfStock,
  PaymentCaptured,
  PaymentRefunded,
  type Received,
} from '@chowk/contracts';
import { Clock, currentTenantId, Database, InjectStore, On, Store, TenantDirectory, Wakeups } from '@chowk/kit';
import { Order, type Rejection } from '../domain/order.js';
import { BillBook, type Held } from '../use-cases/bill-book.js';
import { ConfirmOrder } from '../use-cases/confirm-order.js';
import { EndOrder } from '../use-cases/end-order.js';
import { unpaidMinutesOf } from '../domain/unpaid-minutes.js';
import { settledKey } from '../use-cases/settled-key.js';
import { SettleBill } from '../use-cases/settle-bill.js';
import { Deadlines } from './deadlines.js';

/**
 * The story of an order, each undo beside its step. Services react to each other's facts; this page alone decides what
 * an order does next.
 *
 *   1. PlaceOrder saved it PLACED and told OrderPlaced             undo: OrderRejected / OrderCancelled / OrderExpired:
 *      -> inventory holds all it needs, or nothing                       inventory lets go, discount gives back
 *   2. all is held: its bill asks for money, or it is certain      undo: EndOrder: the bill drops it, money is asked back
 *   3. money covers the bill: certain, token and tickets           undo: EndOrder: tickets are voided too
 *
 * A crash between two steps loses nothing: the next fact finds the row as the last step left it.
 */
@Controller()
export class PlaceOrderSaga {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
    private readonly tenants: TenantDirectory,
    private readonly book: BillBook,
    private readonly confirmOrder: ConfirmOrder,
    private readonly settleBill: SettleBill,
    private readonly endOrder: EndOrder,
    @InjectStore(Order) private readonly orders: Store<Order>,
    deadlines: Deadlines,
  ) {
    deadlines.endBy({
      PLACED: (orderId) => this.nobodyAnswered(orderId),
      AWAITING_PAYMENT: (orderId) => this.nobodyPaid(orderId),
    });
  }

  /** Step 2. Prepaid orders wait for money, the others are certain at once. */
  @On(InventoryReserved)
  async everythingIsHeld({ data: { orderId } }: Received<typeof InventoryReserved>): Promise<void> {
    const held = await this.book.hold(orderId);
    const { order } = held;
    if (order.status !== 'PLACED') return; // It ended meanwhile; its own event lets go of what is held.
    if (!order.hasAnswerOf('inventory')) return this.orders.save(order);
    await this.askForMoney(held);
    this.tell(orderId);
  }

  /** Undo of step 1: something is short, nothing is held. */
  @On(InventoryRejected)
  async somethingIsShort({ data: { orderId, short } }: Received<typeof InventoryRejected>): Promise<void> {
    await this.reject(orderId, { code: OutOfStock.code, details: short }, 'inventory');
  }

  /** Undo of step 1: nobody answered in time; a late answer finds the order ended. */
  private async nobodyAnswered(orderId: string): Promise<void> {
    await this.reject(orderId, { code: OrderTimedOut.code, details: [] }, 'clock');
  }

  /** Step 3. Money for a bill that no longer wants it is asked back by the bill itself. */
  @On(PaymentCaptured)
  async moneyArrived({ data }: Received<typeof PaymentCaptured>): Promise<void> {
    const { billId, paymentId, tender, orderIds, amount } = data;
    const held = await this.book.holdBill(billId);
    if (!held) throw new Error(`Money ${paymentId} arrived for bill ${billId}, which is not here`);
    held.bill.take({ paymentId, tender, orderIds, amount });
    await this.settleBill.run(held.bill, held.orders, 'payment');
    for (const { id } of held.orders) this.tell(id);
  }

  /** Undo of step 3 has reached its end: the money is back. */
  @On(PaymentRefunded)
  async moneyWentBack({ data: { billId, paymentId, refunded } }: Received<typeof PaymentRefunded>): Promise<void> {
    const held = await this.book.holdBill(billId);
    if (!held) throw new Error(`Money ${paymentId} went back for bill ${billId}, which is not here`);
    held.bill.giveBack(paymentId, refunded);
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

  private async askForMoney(held: Held): Promise<void> {
    const { order } = held;
    const tenant = await this.tenants.find(currentTenantId());
    const isPrepaid = (tenant?.settings.paymentTiming[order.fulfilment] ?? 'PREPAID') === 'PREPAID';
    const bill = await this.book.billFor(held);
    bill.add(order);
    await this.book.save(bill);
    order.paymentStatus = bill.paymentStatusOf(order.id);
    if (!isPrepaid || bill.due === 0) return this.confirmOrder.run(order, 'inventory');
    const at = this.clock.now();
    order.awaitPayment(new Date(at.getTime() + unpaidMinutesOf(tenant) * 60_000), at);
    await this.orders.save(order);
  }

  private async reject(orderId: string, rejection: Rejection, by: string): Promise<void> {
    const held = await this.book.hold(orderId);
    if (held.order.status !== 'PLACED') return;
    const at = this.clock.now();
    held.order.reject(rejection, at, by);
    await this.endOrder.run(held, { at, by, reason: 'ORDER_REJECTED' });
    this.tell(orderId);
  }

  /** Wakes the call that placed the order, on whichever instance it waits. */
  private tell(orderId: string): void {
    this.database.afterCommit(() => this.wakeups.wake(settledKey(orderId)));
  }
}
