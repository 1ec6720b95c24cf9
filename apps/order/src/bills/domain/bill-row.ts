import { BillState, type billStatus } from '@chowk/contracts';
import { Aggregate, MoneyColumn } from '@chowk/kit';
import { Column } from 'typeorm';
import type { z } from 'zod';
import type { BilledLine } from './bill-line.js';
import type { BilledPayment } from './bill-money.js';
import type { BillRefund } from './bill-refund.js';
import type { BillShare } from './bill-shares.js';
import type { BillTerms } from './bill-terms.js';
import type { AppliedRule } from '../../orders/domain/order-amounts.js';
import type { BillAmounts, ServiceCharge } from './price-the-bill.js';

/** An order on its bill. `total` is what its lines come to there, in paise. */
export interface BilledOrder {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly token?: number | null;
  readonly total: number;
  /** False once the order came to nothing. */
  readonly owed: boolean;
  /** It came to nothing after the bill was settled: it stays on the invoice, and a credit note takes it back. */
  readonly isInvoiced?: boolean;
  /** Asked for again, and not certain yet: money is taken, but the bill is not settled with it. */
  readonly isUncertain?: boolean;
  readonly lines: readonly BilledLine[];
}

/** Who an invoice is made out to on request; the GSTIN was checked. */
export interface Buyer {
  readonly name: string;
  readonly gstin: string;
  readonly address?: string | undefined;
}

/** What is kept of a bill; what may happen to it is said by `Bill`. */
export abstract class BillRow extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('date') businessDate!: string;
  @Column('text') status: z.output<typeof billStatus> = 'OPEN';
  @Column('uuid', { nullable: true }) customerId!: string | null;
  @Column('uuid', { nullable: true }) tableSessionId!: string | null;
  @Column('text', { nullable: true }) tableLabel!: string | null;
  /** Null only on bills from before bills had terms, until they are held for the next change. */
  @Column('jsonb', { nullable: true }) terms!: BillTerms | null;
  @Column('jsonb') orders: BilledOrder[] = [];
  @Column('jsonb') payments: BilledPayment[] = [];
  @Column('jsonb') shares: BillShare[] = [];
  @Column('jsonb') refunds: BillRefund[] = [];
  @Column('jsonb', { nullable: true }) serviceCharge: ServiceCharge | null = null;
  @Column('jsonb', { nullable: true }) buyer: Buyer | null = null;
  @MoneyColumn() subtotal: number = 0;
  @MoneyColumn() discount: number = 0;
  @Column('jsonb') appliedRules: AppliedRule[] = [];
  @Column('jsonb') charges: BillAmounts['charges'] = [];
  @MoneyColumn() taxable: number = 0;
  @MoneyColumn() tax: number = 0;
  @Column('jsonb') taxes: BillAmounts['taxes'] = [];
  @MoneyColumn() roundOff: number = 0;
  @MoneyColumn() total: number = 0;
  /** Captured and not given back, tips included. */
  @MoneyColumn() paid: number = 0;
  @MoneyColumn() refunded: number = 0;
  @MoneyColumn() tips: number = 0;
  /** Taken back by credit notes. */
  @MoneyColumn() credited: number = 0;
  @MoneyColumn() due: number = 0;
  /** How often it was shown to the people who pay it. */
  @Column('integer') prints: number = 0;
  @Column('text', { nullable: true }) invoiceNumber: string | null = null;
  @Column('timestamptz', { nullable: true }) settledAt: Date | null = null;

  /** Settled and void bills take no further orders. */
  get isClosed(): boolean {
    return this.status === 'SETTLED' || this.status === 'VOID';
  }

  /** Lines of the orders it asks for; of a settled bill, those of its invoice. */
  get lines(): BilledLine[] {
    return this.orders.filter(({ owed, isInvoiced }) => owed || isInvoiced === true).flatMap(({ lines }) => lines);
  }

  /** Orders the bill still asks for. */
  owedOrderIds(): string[] {
    return this.orders.filter(({ owed }) => owed).map(({ orderId }) => orderId);
  }

  /** What the facts about it say first. */
  protected head() {
    const { id: billId, outletId, businessDate, tableSessionId, tableLabel } = this;
    const orderIds = this.orders.map(({ orderId }) => orderId);
    return { billId, orderIds, outletId, businessDate, tableSessionId, tableLabel };
  }

  protected tellState(): void {
    const { id, outletId, businessDate, status, customerId, tableSessionId, roundOff, total, paid, due } = this;
    const orders = this.orders.map(({ orderId, orderNumber }) => ({ orderId, orderNumber }));
    this.record(BillState, {
      ...{ id, outletId, businessDate, status, orders, customerId, tableSessionId, shares: this.shares },
      ...{ currency: 'INR', roundOff, total, paid, due },
    });
  }
}
