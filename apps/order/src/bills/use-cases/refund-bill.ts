import { Injectable } from '@nestjs/common';
import { BillNotInvoiced, UnknownReference, type RefundBillBody } from '@chowk/contracts';
import { currentCall, newId, refuse, unknownReference } from '@chowk/kit';
import type { BillRefund, RefundRequest } from '../domain/bill-refund.js';
import type { Bill } from '../domain/bill.js';
import { AlterBill, type Alteration } from './alter-bill.js';

/** Takes part of a settled bill back: a credit note says so, and payment is asked to give the money back. */
@Injectable()
export class RefundBill {
  constructor(private readonly alterBill: AlterBill) {}

  /**
   * The refund; a repeated call whose first one died finds its own. Racing refunds wait for each other at the bill. Throws
   * BILL_NOT_INVOICED before it is settled, UNKNOWN_REFERENCE for lines that are not on it, OUT_OF_RANGE above the bill,
   * REFUND_EXCEEDS_BILL above the rest, and what {@link AlterBill} throws.
   */
  async run(alteration: Alteration, { lines, amount, reason }: RefundBillBody): Promise<BillRefund> {
    const refundId = currentCall().idempotency?.subjectId ?? newId();
    const { who } = alteration;
    const bill = await this.alterBill.run(alteration, (held) => {
      if (held.refunds.some((refund) => refund.refundId === refundId)) return;
      if (held.status !== 'SETTLED') throw refuse(BillNotInvoiced);
      const request = lines === undefined ? { amount: amount ?? 0 } : ofLines(held, lines);
      held.refund(request, { refundId, reason, by: `${who.kind}:${who.id}` });
    });
    const refund = bill.refunds.find((one) => one.refundId === refundId);
    if (!refund) throw new Error(`Refund ${refundId} was lost`);
    return refund;
  }
}

function ofLines({ orders }: Bill, lines: NonNullable<RefundBillBody['lines']>): RefundRequest {
  const unknown = lines.flatMap(({ orderId, lineId }, index) => {
    const order = orders.find((one) => one.orderId === orderId && (one.owed || one.isInvoiced === true));
    return order?.lines.some((line) => line.lineId === lineId) ? [] : [unknownReference(`lines.${index}`)];
  });
  if (unknown.length > 0) throw refuse(UnknownReference, unknown);
  return { lineIds: new Set(lines.map(({ lineId }) => lineId)) };
}
