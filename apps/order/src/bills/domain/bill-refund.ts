import { creditable, creditAmount, creditLines, exactSum, type Credit, type CreditableBill } from '@chowk/pricing';
import type { BilledLine } from './bill-line.js';
import type { BilledPayment } from './bill-money.js';
import type { BillAmounts } from './price-the-bill.js';

/** Part of a settled bill that was taken back, in paise; its credit note says so. */
export interface BillRefund {
  readonly refundId: string;
  /** Null only until the bill is stored: the number is given in the same transaction. */
  readonly creditNoteNumber: string | null;
  readonly at: string | null;
  readonly by: string;
  readonly reason: string;
  readonly amount: number;
  readonly roundOff: number;
  readonly parts: Credit['parts'];
  /** Out of which payments it is given back. */
  readonly tenders: readonly { readonly paymentId: string; readonly tender: string; readonly amount: number }[];
}

export interface Refundable {
  readonly lines: readonly BilledLine[];
  readonly charges: BillAmounts['charges'];
  readonly roundOff: number;
  readonly refunds: readonly BillRefund[];
}

/** What is asked of a refund: whole lines with their share of the charges, or an amount over all lines. */
export type RefundRequest = { readonly lineIds: ReadonlySet<string> } | { readonly amount: number };

/** Stands for a charge among the parts of a credit note. */
export const chargeId = (code: string): string => `charge:${code}`;

/** How much of the invoice was not taken back, in paise. */
export function refundable(bill: Refundable): number {
  return creditable(asInvoice(bill));
}

/** What the refund takes back of each line and charge; an amount must not be above what is {@link refundable}. */
export function creditOf(bill: Refundable, request: RefundRequest): Credit {
  const invoice = asInvoice(bill);
  return 'amount' in request ? creditAmount(invoice, request.amount) : creditLines(invoice, request.lineIds);
}

/** What was taken back of a line, in paise with tax. */
export function creditedOfLine(refunds: readonly BillRefund[], lineId: string): number {
  return exactSum(refunds.flatMap(({ parts }) => parts.filter(({ id }) => id === lineId).map(({ total }) => total)));
}

/** Out of which payments money goes back between two states of them. */
export function tendersBetween(
  before: readonly BilledPayment[],
  after: readonly BilledPayment[],
): BillRefund['tenders'] {
  return after.flatMap(({ paymentId, tender, askedBack }) => {
    const amount = askedBack - (before.find((one) => one.paymentId === paymentId)?.askedBack ?? 0);
    return amount > 0 ? [{ paymentId, tender, amount }] : [];
  });
}

function asInvoice({ lines, charges, roundOff, refunds }: Refundable): CreditableBill {
  return {
    lines: lines.map(({ lineId, taxes, total }) => ({
      ...{ id: lineId, taxes, total },
      credited: creditedOfLine(refunds, lineId),
    })),
    charges: charges.map(({ code, taxes, total }) => ({
      ...{ id: chargeId(code), taxes, total },
      credited: creditedOfLine(refunds, chargeId(code)),
    })),
    roundOff: roundOff - exactSum(refunds.map((refund) => refund.roundOff)),
  };
}
