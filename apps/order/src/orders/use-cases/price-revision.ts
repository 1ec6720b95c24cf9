import { Injectable } from '@nestjs/common';
import { UnknownReference, ValidationFailed, type QuoteView, type ReviseOrderBody } from '@chowk/contracts';
import { currentCall, currentTenantId, refuse, TenantDirectory, type Principal } from '@chowk/kit';
import { amountsOf } from '../domain/order-amounts.js';
import type { OrderLine } from '../domain/order-line.js';
import type { Order } from '../domain/order.js';
import { priceOrder, type PricingCircumstances } from '../domain/price-order.js';
import { quoteOf } from '../domain/quote.js';
import { resolveLines } from '../domain/resolve-lines.js';
import type { RevisedOrder } from '../domain/revision.js';
import { keptLine, newLine } from '../domain/unpriced-line.js';
import { checkGuests, PriceCart } from './price-cart.js';
import { ReadOffer } from './read-offer.js';

export interface PricedRevision {
  readonly revised: RevisedOrder;
  /** What the changed order would cost, for a reader who expected another price. */
  readonly quote: QuoteView;
}

/** What an order would cost with lines added and taken off; nothing is kept. */
@Injectable()
export class PriceRevision {
  constructor(
    private readonly tenants: TenantDirectory,
    private readonly readOffer: ReadOffer,
    private readonly priceCart: PriceCart,
  ) {}

  /**
   * Prices the order anew: what stays keeps its prices, rules are judged on the whole. Its coupon was redeemed: it stays, and
   * gives no more than it gave then. Lines voided or given free stay what they are. Throws UNKNOWN_REFERENCE,
   * VALIDATION_FAILED when nothing would be left, ITEM_UNAVAILABLE, OUT_OF_RANGE.
   */
  async run(order: Order, { add = [], remove = [] }: ReviseOrderBody, who: Principal): Promise<PricedRevision> {
    const { outletId, fulfilment } = order;
    const kept = linesLeft(order, remove);
    if (kept.length + add.length === 0)
      throw refuse(ValidationFailed, [
        { path: 'remove', code: 'OUT_OF_RANGE', message: 'leaves nothing: cancel the order instead' },
      ]);
    const tenant = await this.tenants.find(currentTenantId());
    if (!tenant) throw new Error('The tenant of the call is not known');
    const tableSessionId = order.tableSessionId ?? undefined;
    const itemIds = add.map(({ itemId }) => itemId);
    const offer = await this.readOffer.run({ itemIds, outletId, tableSessionId, couponId: order.coupon?.couponId });
    const { outlet, seat } = offer;
    if (!outlet) throw new Error(`Outlet ${outletId} of order ${order.id} is gone`);
    checkGuests(add, 'add', seat, who);
    const around = this.priceCart.circumstances(
      { rules: offer.rules, coupon: redeemed(offer.coupon, order) },
      { tenant, outlet, fulfilment, tableArea: seat?.table_area ?? null, seat },
    );
    const guestId = who.kind === 'guest' ? who.id : null;
    const next = Math.max(-1, ...order.lines.map(({ lineIndex }) => lineIndex)) + 1;
    const added = resolveLines(add, offer.items, { ...around, outletId }, 'add').map((line, index) =>
      newLine(line, { lineIndex: next + index, guestId }),
    );
    const priced = priceOrder([...kept.map(keptLine), ...added], around);
    const lines = [...order.lines.filter(({ status }) => status !== 'ORDERED'), ...priced.lines].toSorted(
      (one, other) => one.lineIndex - other.lineIndex,
    );
    return {
      revised: { lines, ...amountsOf(lines, priced) },
      quote: quoteOf(priced, { outletId, fulfilment, language: currentCall().language }),
    };
  }
}

/** Ordered lines that nobody takes off. */
function linesLeft(order: Order, remove: readonly string[]): OrderLine[] {
  const ordered = order.lines.filter(({ status }) => status === 'ORDERED');
  const faults = remove.flatMap((lineId, index) =>
    ordered.some((line) => line.lineId === lineId)
      ? []
      : [{ path: `remove.${index}`, code: 'UNKNOWN_REFERENCE', message: 'names nothing that exists' }],
  );
  if (faults.length > 0) throw refuse(UnknownReference, faults);
  return ordered.filter(({ lineId }) => !remove.includes(lineId));
}

/** The coupon as it holds for an order that used it: whatever happened to it since, and for no more than it gave. */
function redeemed(coupon: PricingCircumstances['coupon'], order: Order): PricingCircumstances['coupon'] {
  if (!coupon || order.coupon?.couponId !== coupon.id) return null;
  const cap = Math.min(coupon.cap ?? order.coupon.amount, order.coupon.amount);
  return { ...coupon, cap, active: true, validFrom: null, validTo: null };
}
