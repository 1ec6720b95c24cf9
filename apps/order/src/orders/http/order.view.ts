import type { OrderView } from '@chowk/contracts';
import { currentCall, type Principal } from '@chowk/kit';
import { lineName, modifierName } from '../domain/order-line.js';
import type { Order } from '../domain/order.js';
import { statusLabel } from '../domain/status-labels.js';
import { movesFrom } from '../domain/workflow.js';
import { mayCancel } from '../use-cases/order-access.js';

/** An order as its reader is told it: in their language, with what they may do. */
export function orderView(order: Order, who: Principal): OrderView {
  const { language } = currentCall();
  const { id, version, orderNumber, token, status, paymentStatus, rejection, outletId, billId, customerId } = order;
  const { guestId, coupon, pendingRevision, revisionEndsAt } = order;
  const { tableSessionId, tableId, tableLabel, fulfilment, channel, businessDate, clientReference } = order;
  const { externalReference, covers, notes, subtotal, discount, taxable, tax, taxes, total, appliedRules } = order;
  return {
    ...{ id, version, orderNumber, token, status, statusLabel: statusLabel(status, fulfilment, language) },
    allowedMoves: allowedMoves(order, who),
    ...{ paymentStatus, rejection, outletId, billId, customerId, guestId, tableSessionId, tableId, tableLabel },
    ...{ fulfilment, channel, businessDate, clientReference, externalReference, covers, notes },
    placedBy: { kind: order.placedByKind, id: order.placedBy },
    endsAt: order.endsAt?.toISOString() ?? null,
    lines: order.lines.map((line) => ({
      ...{ lineId: line.lineId, lineIndex: line.lineIndex, status: line.status },
      ...{ itemId: line.itemId, variantId: line.variantId, name: lineName(line, language), station: line.station },
      modifiers: line.modifiers.map((modifier) => ({ ...modifier, name: modifierName(modifier, language) })),
      ...{ quantity: line.quantity, unitPrice: line.unitPrice, gross: line.gross, discount: line.discount },
      ...{ taxable: line.taxable, taxes: [...line.taxes], tax: line.tax, total: line.total },
      ...{ notes: line.notes, seat: line.seat, course: line.course, guestId: line.guestId },
      change: line.change ?? null,
    })),
    ...{ currency: 'INR', subtotal, discount, taxable, tax, taxes: [...taxes], total, appliedRules },
    coupon: coupon && { code: coupon.code, amount: coupon.amount },
    pendingRevision:
      pendingRevision && revisionEndsAt
        ? { revision: pendingRevision.revision, total: pendingRevision.total, endsAt: revisionEndsAt.toISOString() }
        : null,
    history: [...order.history],
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}

/** While its lines are being checked the kitchen does not begin, so nobody moves it but to call it off. */
function allowedMoves(order: Order, who: Principal): OrderView['allowedMoves'] {
  const { fulfilment, status, pendingRevision } = order;
  const mayMove = who.can('order:update-status') && pendingRevision === null;
  const byHand = mayMove ? movesFrom(fulfilment, status, ['person']) : [];
  return mayCancel(order, who) ? [...byHand, 'CANCELLED'] : byHand;
}
