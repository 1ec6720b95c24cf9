import type { Fulfilment, orderHead, OrderStatus } from '@chowk/contracts';
import { Aggregate, MoneyColumn } from '@chowk/kit';
import type { TaxSummary } from '@chowk/pricing';
import { Column } from 'typeorm';
import type { z } from 'zod';
import type { AppliedRule, UsedCoupon } from './order-amounts.js';
import { lineForOthers, type OrderLine } from './order-line.js';
import type { PendingRevision, RevisionOutcome } from './revision.js';
import { deadStatuses } from './workflow.js';

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

/** Who is asked about a placed order. */
export type Answerer = 'inventory' | 'discount' | 'staff';

/** The columns of an order, and what all its events say; {@link Order} has the rules. */
export abstract class OrderRow extends Aggregate {
  @Column('text') orderNumber!: string;
  @Column('integer', { nullable: true }) token: number | null = null;
  @Column('uuid') outletId!: string;
  @Column('uuid') billId!: string;
  @Column('uuid', { nullable: true }) customerId!: string | null;
  /** The guest of the table session who ordered. */
  @Column('uuid', { nullable: true }) guestId!: string | null;
  @Column('uuid', { nullable: true }) tableSessionId!: string | null;
  @Column('uuid', { nullable: true }) tableId!: string | null;
  @Column('text', { nullable: true }) tableLabel!: string | null;
  @Column('text') fulfilment!: Fulfilment;
  @Column('text') channel!: Channel;
  @Column('text') status!: OrderStatus;
  @Column('text') paymentStatus: PaymentStatus = 'UNPAID';
  /** Answers the saga waits for before the order can go on. */
  @Column('jsonb') awaits!: Answerer[];
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
  @Column('jsonb', { nullable: true }) coupon!: UsedCoupon | null;
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

  /** The last number under which inventory was asked about a change of lines. */
  @Column('integer') revision: number = 0;
  @Column('jsonb', { nullable: true }) pendingRevision: PendingRevision | null = null;
  @Column('timestamptz', { nullable: true }) revisionEndsAt: Date | null = null;
  @Column('jsonb', { nullable: true }) revisionOutcome: RevisionOutcome | null = null;

  get isDead(): boolean {
    return deadStatuses.includes(this.status);
  }

  /** It had expired and was paid after all. */
  get isRevived(): boolean {
    return !this.isDead && this.history.some(({ status }) => status === 'EXPIRED');
  }

  /** `customer:<id>`, as the history and events name who acted. */
  get placedByName(): string {
    return `${this.placedByKind}:${this.placedBy}`;
  }

  /** What an order's events say first. */
  head(): z.output<typeof orderHead> {
    const { outletId, billId, customerId, guestId, tableSessionId, tableLabel, orderNumber, total } = this;
    const { fulfilment, channel, businessDate, status } = this;
    return {
      ...{ orderId: this.id, orderNumber, outletId, billId, customerId, guestId, tableSessionId, tableLabel },
      ...{ fulfilment, channel, businessDate, status, currency: 'INR', total },
    };
  }

  /** What it was made of, for those it is told to. */
  protected linesForOthers() {
    return this.lines.map(lineForOthers);
  }
}

/** What a new order is made of; the prices are ours, computed from our copies. */
export type NewOrder = Pick<
  OrderRow,
  | 'id'
  | 'orderNumber'
  | 'outletId'
  | 'billId'
  | 'customerId'
  | 'guestId'
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
  | 'coupon'
  | 'subtotal'
  | 'discount'
  | 'taxable'
  | 'tax'
  | 'taxes'
  | 'total'
>;
