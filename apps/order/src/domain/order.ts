import {
  OrderCancelled,
  OrderCannotMove,
  OrderConfirmed,
  OrderExpired,
  OrderPlaced,
  OrderRejected,
  OrderStatusChanged,
  orderHead,
  type Fulfilment,
  type OrderStatus,
} from '@chowk/contracts';
import { Aggregate, MoneyColumn, refuse } from '@chowk/kit';
import type { TaxSummary } from '@chowk/pricing';
import { Column, Entity } from 'typeorm';
import { z } from 'zod';
import { lineName, type OrderLine } from './order-line.js';
import { deadStatuses, moveOf, movesFrom, type Mover } from './workflow.js';

export type PaymentStatus = 'UNPAID' | 'PARTLY_PAID' | 'PAID' | 'REFUNDED';
export type Channel = z.output<typeof orderHead>['channel'];

export interface Rejection {
  readonly code: string;
  readonly details: Record<string, unknown>[];
}

/** Where an order has been; `by` is `customer:<id>`, `staff:<id>`, or the service or clock that moved it. */
export interface HistoryEntry {
  readonly status: OrderStatus;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
}

export interface AppliedRule {
  readonly ruleId: string;
  readonly name: string;
  readonly amount: number;
}

/** What a new order is made of; the prices are ours, computed from our copies. */
export type NewOrder = Pick<
  Order,
  | 'id'
  | 'orderNumber'
  | 'outletId'
  | 'billId'
  | 'customerId'
  | 'tableSessionId'
  | 'tableId'
  | 'tableLabel'
  | 'fulfilment'
  | 'channel'
  | 'businessDate'
  | 'clientReference'
  | 'externalReference'
  | 'covers'
  | 'notes'
  | 'placedBy'
  | 'placedByKind'
  | 'lines'
  | 'appliedRules'
  | 'subtotal'
  | 'discount'
  | 'taxable'
  | 'tax'
  | 'taxes'
  | 'total'
>;

/** Seconds inventory has for its answer; then the order is refused (spec of the saga). */
export const answerSeconds = 60;
/** Minutes inventory keeps its hold beyond the order's own end: a net, since the order ends it by itself. */
const holdNetMinutes = 10;

/** What was asked for: one round, one channel, one fulfilment. What is owed for it stands on its {@link Bill}. */
@Entity('orders')
export class Order extends Aggregate {
  @Column('text') orderNumber!: string;
  @Column('integer', { nullable: true }) token: number | null = null;
  @Column('uuid') outletId!: string;
  @Column('uuid') billId!: string;
  @Column('uuid', { nullable: true }) customerId!: string | null;
  @Column('uuid', { nullable: true }) tableSessionId!: string | null;
  @Column('uuid', { nullable: true }) tableId!: string | null;
  @Column('text', { nullable: true }) tableLabel!: string | null;
  @Column('text') fulfilment!: Fulfilment;
  @Column('text') channel!: Channel;
  @Column('text') status!: OrderStatus;
  @Column('text') paymentStatus: PaymentStatus = 'UNPAID';
  /** Answers the saga waits for before the order can go on. */
  @Column('jsonb') awaits!: string[];
  @Column('jsonb', { nullable: true }) rejection: Rejection | null = null;
  @Column('date') businessDate!: string;
  @Column('uuid', { nullable: true }) clientReference!: string | null;
  @Column('text', { nullable: true }) externalReference!: string | null;
  @Column('integer', { nullable: true }) covers!: number | null;
  @Column('text', { nullable: true }) notes!: string | null;
  @Column('uuid') placedBy!: string;
  @Column('text') placedByKind!: string;
  @Column('jsonb') lines!: OrderLine[];
  @Column('jsonb') appliedRules!: AppliedRule[];
  @Column('jsonb') taxes!: TaxSummary[];
  @MoneyColumn() subtotal!: number;
  @MoneyColumn() discount!: number;
  @MoneyColumn() taxable!: number;
  @MoneyColumn() tax!: number;
  /** Exact, without round-off, in paise. */
  @MoneyColumn() total!: number;
  @Column('jsonb') history!: HistoryEntry[];
  /** When it ends by itself: unanswered while PLACED, unpaid while AWAITING_PAYMENT; null while nothing is awaited. */
  @Column('timestamptz', { nullable: true }) endsAt!: Date | null;

  /** A new order, PLACED: inventory is asked to hold what it needs. `unpaidMinutes` is how long it may wait for money. */
  static place(request: NewOrder, { at, unpaidMinutes }: { at: Date; unpaidMinutes: number }): Order {
    const order = Object.assign(new Order(), request);
    order.status = 'PLACED';
    order.awaits = ['inventory'];
    order.endsAt = after(at, answerSeconds);
    order.history = [{ status: 'PLACED', at: at.toISOString(), by: order.placedByName, reason: null }];
    order.record(OrderPlaced, {
      ...order.head(),
      lines: order.linesForOthers(),
      appliedRules: order.appliedRules,
      discount: order.discount,
      tax: order.tax,
      holdUntil: after(at, answerSeconds + (unpaidMinutes + holdNetMinutes) * 60).toISOString(),
    });
    return order;
  }

  get isDead(): boolean {
    return deadStatuses.includes(this.status);
  }

  /** `customer:<id>`, as the history and events name who acted. */
  get placedByName(): string {
    return `${this.placedByKind}:${this.placedBy}`;
  }

  /** An answer came; true when it was the last one the order waited for. */
  hasAnswerOf(service: string): boolean {
    this.awaits = this.awaits.filter((awaited) => awaited !== service);
    return this.awaits.length === 0;
  }

  /** Everything is held; money is awaited until `until`. Throws ORDER_CANNOT_MOVE. */
  awaitPayment(until: Date, at: Date): void {
    this.#move('AWAITING_PAYMENT', 'saga', at, 'inventory');
    this.endsAt = until;
    this.#changed('PLACED', 'inventory');
  }

  /** It is certain: the kitchen begins. `token` is the number called out. Throws ORDER_CANNOT_MOVE. */
  confirm(token: number, at: Date, by: string): void {
    this.#move('CONFIRMED', 'saga', at, by);
    this.token = token;
    const { discount, tax } = this;
    this.record(OrderConfirmed, { ...this.head(), token, lines: this.linesForOthers(), discount, tax });
  }

  /** It cannot be fulfilled; nothing stays held for it. Throws ORDER_CANNOT_MOVE. */
  reject(rejection: Rejection, at: Date, by: string): void {
    this.#move('REJECTED', 'saga', at, by, rejection.code);
    this.rejection = rejection;
    this.record(OrderRejected, { ...this.head(), rejection });
  }

  /** Nobody paid in time. Throws ORDER_CANNOT_MOVE. */
  expire(at: Date): void {
    const from = this.status;
    this.#move('EXPIRED', 'saga', at, 'clock');
    this.record(OrderExpired, { ...this.head(), from });
  }

  /** Called off; `late` once preparation began. Throws ORDER_CANNOT_MOVE. */
  cancel({ by, reason, late }: { by: string; reason: string | null; late: boolean }, at: Date): void {
    const from = this.status;
    this.#move('CANCELLED', late ? 'late-cancel' : 'cancel', at, by, reason);
    this.record(OrderCancelled, { ...this.head(), from, reason, by });
  }

  /** A step of preparation or hand-over, asked by a person or following from the tickets. Throws ORDER_CANNOT_MOVE. */
  moveTo(status: OrderStatus, mover: 'person' | 'tickets', at: Date, by: string): void {
    const from = this.status;
    this.#move(status, mover, at, by);
    this.#changed(from, by);
  }

  /** Whether calling it off now needs the permission for late ones; undefined when it cannot be called off at all. */
  cancellation(): 'free' | 'late' | undefined {
    const move = moveOf(this.fulfilment, this.status, 'CANCELLED');
    if (!move) return undefined;
    return move.by.includes('late-cancel') ? 'late' : 'free';
  }

  /** What an order's events say first. */
  head(): z.output<typeof orderHead> {
    const { outletId, billId, customerId, tableSessionId, tableLabel, orderNumber, total } = this;
    const { fulfilment, channel, businessDate, status } = this;
    return {
      ...{ orderId: this.id, orderNumber, outletId, billId, customerId, tableSessionId, tableLabel },
      ...{ fulfilment, channel, businessDate, status, currency: 'INR', total },
    };
  }

  private linesForOthers() {
    return this.lines.map((line) => ({
      ...line,
      name: lineName(line, 'en'),
      modifiers: line.modifiers.map(({ modifierId, quantity }) => ({ modifierId, quantity })),
    }));
  }

  #changed(from: OrderStatus, by: string): void {
    this.record(OrderStatusChanged, { ...this.head(), from, by });
  }

  #move(to: OrderStatus, mover: Mover, at: Date, by: string, reason: string | null = null): void {
    if (!moveOf(this.fulfilment, this.status, to)?.by.includes(mover))
      throw refuse(OrderCannotMove, {
        status: this.status,
        to,
        allowed: movesFrom(this.fulfilment, this.status, ['person', 'cancel', 'late-cancel']),
      });
    this.status = to;
    this.endsAt = null;
    this.history = [...this.history, { status: to, at: at.toISOString(), by, reason }];
  }
}

function after(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}
