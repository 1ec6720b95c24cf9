import type { BillRefundView, BillView } from '@chowk/contracts';
import { currentCall } from '@chowk/kit';
import type { BilledLine } from '../domain/bill-line.js';
import { tipOf } from '../domain/bill-money.js';
import type { BillRefund } from '../domain/bill-refund.js';
import type { Bill } from '../domain/bill.js';
import { lineName, modifierName } from '../../orders/domain/order-line.js';

/** A bill as its reader is told it, names in their language. */
export function billView(bill: Bill): BillView {
  const { id, version, outletId, businessDate, status, customerId, tableSessionId, tableLabel } = bill;
  const { subtotal, discount, appliedRules, charges, taxable, tax, taxes, roundOff, total } = bill;
  const { paid, refunded, tips, credited, due, prints, invoiceNumber } = bill;
  const { language } = currentCall();
  return {
    ...{ id, version, outletId, businessDate, status, customerId, tableSessionId, tableLabel },
    orders: bill.orders.map(({ orderId, orderNumber, token = null, total: ofOrder, owed, lines }) => ({
      ...{ orderId, orderNumber, token, total: ofOrder, owed },
      lines: lines.map((line) => lineView(line, language)),
    })),
    ...{ currency: 'INR', pricesIncludeTax: bill.terms?.pricesIncludeTax ?? false, subtotal, discount, appliedRules },
    charges: charges.map((charge) => ({ ...charge, taxes: [...charge.taxes] })),
    ...{ taxable, tax, taxes: [...taxes], roundOff, total, paid, refunded, tips, credited, due },
    shares: bill.shares.map((share) => ({ ...share })),
    payments: bill.payments.map((payment) => ({
      ...{ paymentId: payment.paymentId, tender: payment.tender, amount: payment.amount, tip: tipOf(payment) },
      ...{ shareId: payment.shareId ?? null, askedBack: payment.askedBack, refunded: payment.refunded },
    })),
    serviceCharge: bill.serviceCharge !== null,
    buyer: bill.buyer && { ...bill.buyer, address: bill.buyer.address ?? null },
    ...{ prints, invoiceNumber, settledAt: bill.settledAt?.toISOString() ?? null },
    createdAt: bill.createdAt.toISOString(),
    updatedAt: bill.updatedAt.toISOString(),
  };
}

/** A refund of a bill that was stored. */
export function billRefundView({ creditNoteNumber, at, parts, tenders, ...refund }: BillRefund): BillRefundView {
  const { refundId, by, reason, amount } = refund;
  if (creditNoteNumber === null || at === null) throw new Error(`Refund ${refundId} has no credit note`);
  return {
    ...{ refundId, creditNoteNumber, at, by, reason, amount },
    lines: parts
      .filter(({ id }) => !id.startsWith('charge:'))
      .map(({ id: lineId, total }) => ({ lineId, amount: total })),
    tenders: tenders.map((tender) => ({ ...tender })),
  };
}

function lineView(line: BilledLine, language: string): BillView['orders'][number]['lines'][number] {
  const { lineId, itemId, variantId, taxCode: code, quantity, unitPrice, isFree, seat, guestId } = line;
  const { gross, discount, taxable, taxes, tax, total } = line;
  return {
    ...{ lineId, itemId, variantId, name: lineName(line, language), code, quantity, unitPrice, isFree, seat, guestId },
    modifiers: line.modifiers.map((modifier) => ({ ...modifier, name: modifierName(modifier, language) })),
    ...{ gross, discount, taxable, taxes: [...taxes], tax, total },
  };
}
