import {
  OrderCancelled,
  OrderCannotMove,
  OrderChanging,
  OrderConfirmed,
  OrderExpired,
  OrderLineComped,
  OrderLineVoided,
  OrderPlaced,
  OrderRejected,
  OrderRepriced,
  OrderRevisionAsked,
  OrderRevived,
  OrderStatusChanged,
  type OrderStatus,
} from '@chowk/contracts';
import { refuse } from '@chowk/kit';
import { Entity } from 'typeorm';
import { amountsOf } from './order-amounts.js';
import { compedLine, lineForOthers, voidedLine, type OrderLine } from './order-line.js';
import { OrderRow, type Answerer, type NewOrder, type Rejection } from './order-row.js';
import { revisionSeconds, type PendingRevision, type RevisedOrder, type RevisionOutcome } from './revision.js';
import { moveOf, movesFrom, peoplesMovers, type Mover } from './workflow.js';

export type { Answerer, Channel, HistoryEntry, NewOrder, PaymentStatus, Rejection } from './order-row.js';

/** Who changes a line or calls off, why and when; `by` as in the history. */
export interface ChangeOfLine {
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/** Seconds inventory and discount have for their answers; then the order is refused (spec of the saga). */
export const answerSeconds = 60;
/** Seconds staff have to look at a table whose orders they want to see first. */
const approvalSeconds = 15 * 60;
/** Minutes inventory keeps its hold beyond the order's own end: a net, since the order ends it by itself. */
const holdNetMinutes = 10;

export interface Placing {
  readonly at: Date;
  readonly unpaidMinutes: number;
  readonly awaitsStaff?: boolean;
}

/** Statuses in which lines can be voided or given free; what was served at a table too, while it is not paid. */
const changeable: readonly OrderStatus[] = ['CONFIRMED', 'PREPARING', 'READY'];

/** What was asked for: one round, one channel, one fulfilment. What is owed for it stands on its {@link Bill}. */
@Entity('orders')
export class Order extends OrderRow {
  /**
   * A new order, PLACED: inventory is asked to hold what it needs, discount whether its coupon may be used, staff to approve
   * where they want to. `unpaidMinutes` is how long it may wait for money.
   */
  static place(request: NewOrder, { at, unpaidMinutes, awaitsStaff = false }: Placing): Order {
    const order = Object.assign(new Order(), request);
    order.status = 'PLACED';
    order.history = [{ status: 'PLACED', at: at.toISOString(), by: order.placedByName, reason: null }];
    order.record(OrderPlaced, order.#toBeChecked(order.#ask(at, awaitsStaff), unpaidMinutes));
    return order;
  }

  /** Paid after it had expired: it is checked again like a new one. Throws ORDER_CANNOT_MOVE. */
  revive(at: Date, unpaidMinutes: number): void {
    this.#move('PLACED', 'saga', at, 'payment');
    this.record(OrderRevived, this.#toBeChecked(this.#ask(at, false), unpaidMinutes));
  }

  /** An answer came; true when it was the last one the order waited for. One it does not wait for changes nothing. */
  hasAnswerOf(service: Answerer): boolean {
    if (!this.awaits.includes(service)) return false;
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

  /** Its last line was voided: nothing is left to be made. Throws ORDER_CANNOT_MOVE. */
  cancelEmptied({ by, reason, at }: ChangeOfLine): void {
    const from = this.status;
    this.#move('CANCELLED', 'voids', at, by, reason);
    this.record(OrderCancelled, { ...this.head(), from, reason, by });
  }

  /**
   * A step of preparation or hand-over, asked by a person or following from the tickets. Throws ORDER_CANNOT_MOVE,
   * ORDER_CHANGING while inventory has not answered a change of lines: the kitchen must not begin what may still change.
   */
  moveTo(status: OrderStatus, mover: 'person' | 'tickets', at: Date, by: string): void {
    this.#refuseWhileChanging();
    const from = this.status;
    this.#move(status, mover, at, by);
    this.#changed(from, by);
  }

  /** Whether calling it off now needs the permission for late ones; undefined when it cannot be called off at all. */
  cancellation(): 'free' | 'late' | undefined {
    const move = moveOf(this.fulfilment, this.status, 'CANCELLED');
    if (move?.by.includes('cancel')) return 'free';
    return move?.by.includes('late-cancel') ? 'late' : undefined;
  }

  /** Takes a line off; `isPrepared` when its food was begun. Throws as {@link refuseLineChange}. */
  voidLine(line: OrderLine, isPrepared: boolean, { by, reason, at }: ChangeOfLine): void {
    this.refuseLineChange('VOIDED');
    const told = lineForOthers({ ...line, status: 'VOIDED' });
    this.#replace(line, voidedLine(line, { by, reason, at: at.toISOString(), amount: line.total }));
    this.record(OrderLineVoided, { ...this.head(), line: told, isPrepared, reason, by });
    this.#repriced('VOIDED');
  }

  /** Gives a line free. Throws as {@link refuseLineChange}. */
  compLine(line: OrderLine, { by, reason, at }: ChangeOfLine): void {
    this.refuseLineChange('COMPED');
    const free = compedLine(line, { by, reason, at: at.toISOString(), amount: line.total });
    this.#replace(line, free);
    this.record(OrderLineComped, { ...this.head(), line: lineForOthers(free), amount: line.total, reason, by });
    this.#repriced('COMPED');
  }

  /** Throws ORDER_CANNOT_MOVE where lines cannot be voided or given free, ORDER_CHANGING while they are being revised. */
  refuseLineChange(to: 'VOIDED' | 'COMPED'): void {
    this.#refuseWhileChanging();
    if (changeable.includes(this.status) || (this.status === 'COMPLETED' && this.fulfilment === 'DINE_IN')) return;
    throw this.#cannotBecome(to);
  }

  /** Throws ORDER_CANNOT_MOVE once the kitchen has begun, ORDER_CHANGING while another change is being checked. */
  refuseRevision(): void {
    this.#refuseWhileChanging();
    if (this.status !== 'AWAITING_PAYMENT' && this.status !== 'CONFIRMED') throw this.#cannotBecome('REVISED');
  }

  /** Asks inventory for other lines; until it answers, nothing changes. Throws as {@link refuseRevision}. */
  askRevision(revised: RevisedOrder, { id, by, at }: { id: string; by: string; at: Date }): void {
    this.refuseRevision();
    const revision = this.revision + 1;
    this.#askLines(revision, revised.lines);
    this.pendingRevision = { ...revised, id, revision, by };
    this.revisionEndsAt = after(at, revisionSeconds);
  }

  /** Inventory has what the pending change needs: it is done. */
  applyRevision(pending: PendingRevision): void {
    const { lines, appliedRules, coupon, subtotal, discount, taxable, tax, taxes, total } = pending;
    Object.assign(this, { lines, appliedRules, coupon, subtotal, discount, taxable, tax, taxes, total });
    this.#endRevision({ id: pending.id, rejection: null });
    this.#repriced('REVISED');
  }

  /** The pending change is not done; `setsBack` when inventory may have done its part and must undo it. */
  dropRevision({ id }: PendingRevision, rejection: Rejection, { setsBack }: { setsBack: boolean }): void {
    this.#endRevision({ id, rejection });
    if (setsBack) this.#askLines(this.revision + 1, this.lines);
  }

  /** Whose answers it waits for, and until when. */
  #ask(at: Date, awaitsStaff: boolean): Date {
    this.awaits = [
      'inventory',
      ...(this.coupon ? ['discount' as const] : []),
      ...(awaitsStaff ? ['staff' as const] : []),
    ];
    return (this.endsAt = after(at, awaitsStaff ? approvalSeconds : answerSeconds));
  }

  #toBeChecked(answeredBy: Date, unpaidMinutes: number) {
    const { appliedRules, coupon, discount, tax } = this;
    const holdUntil = after(answeredBy, (unpaidMinutes + holdNetMinutes) * 60).toISOString();
    return { ...this.head(), lines: this.linesForOthers(), appliedRules, coupon, discount, tax, holdUntil };
  }

  #replace(line: OrderLine, by: OrderLine): void {
    const lines = this.lines.map((one) => (one === line ? by : one));
    Object.assign(this, { lines, ...amountsOf(lines, this) });
  }

  #repriced(reason: 'REVISED' | 'VOIDED' | 'COMPED'): void {
    const { discount, tax } = this;
    this.record(OrderRepriced, { ...this.head(), reason, lines: this.linesForOthers(), discount, tax });
  }

  #askLines(revision: number, lines: readonly OrderLine[]): void {
    this.revision = revision;
    const wanted = lines.filter(({ status }) => status !== 'VOIDED').map(lineForOthers);
    this.record(OrderRevisionAsked, { ...this.head(), revision, lines: wanted });
  }

  #endRevision(outcome: RevisionOutcome): void {
    this.pendingRevision = null;
    this.revisionEndsAt = null;
    this.revisionOutcome = outcome;
  }

  #refuseWhileChanging(): void {
    const { pendingRevision } = this;
    if (pendingRevision) throw refuse(OrderChanging, { revision: pendingRevision.revision }, { retryAfter: 1 });
  }

  #changed(from: OrderStatus, by: string): void {
    this.record(OrderStatusChanged, { ...this.head(), from, by });
  }

  #cannotBecome(to: string) {
    const allowed = movesFrom(this.fulfilment, this.status, peoplesMovers);
    return refuse(OrderCannotMove, { status: this.status, to, allowed });
  }

  #move(to: OrderStatus, mover: Mover, at: Date, by: string, reason: string | null = null): void {
    if (!moveOf(this.fulfilment, this.status, to)?.by.includes(mover)) throw this.#cannotBecome(to);
    this.status = to;
    this.endsAt = null;
    this.history = [...this.history, { status: to, at: at.toISOString(), by, reason }];
    const { pendingRevision } = this;
    if (pendingRevision && this.isDead)
      this.#endRevision({
        id: pendingRevision.id,
        rejection: { code: OrderCannotMove.code, details: [{ status: to }] },
      });
  }
}

function after(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}
