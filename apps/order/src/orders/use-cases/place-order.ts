import { Injectable } from '@nestjs/common';
import {
  AuthSessionEnded,
  ClientReferenceTaken,
  OutletDayClosed,
  PriceChanged,
  TableSessionEnded,
  ValidationFailed,
  type PlaceOrderBody,
} from '@chowk/contracts';
import { Clock, currentCall, InjectStore, newId, refuse, Store, violates, type Principal } from '@chowk/kit';
import type { Seat } from '../../database/price-list.js';
import { newOrderNumber } from '../domain/order-number.js';
import { Order, type Channel } from '../domain/order.js';
import { quoteOf } from '../domain/quote.js';
import { unpaidMinutesOf } from '../domain/unpaid-minutes.js';
import { Approvals } from '../../tables/use-cases/approvals.js';
import { PriceCart, type PricedAtOutlet } from './price-cart.js';
import { SettledOrders } from './settled-orders.js';

/** How long the caller waits for the saga; then it is told that the order is still PLACED (202). */
const patienceMs = 2_000;
/** Order numbers are random; two alike in one tenant are a one in a million million chance, tried again this often. */
const numberTries = 3;

/** Takes an order: priced from our own copies, saved PLACED with OrderPlaced in one flush; the saga goes on from there. */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly clock: Clock,
    private readonly settledOrders: SettledOrders,
    private readonly priceCart: PriceCart,
    private readonly approvals: Approvals,
    @InjectStore(Order) private readonly orders: Store<Order>,
  ) {}

  /**
   * Places the order and waits up to 2 s until the saga has settled it, unless `waits` is false. Throws what {@link PriceCart}
   * throws, PRICE_CHANGED when the total is not the expected one, OUTLET_DAY_CLOSED, CLIENT_REFERENCE_TAKEN. A repeated call whose
   * first one died finds its order by the idempotency key and waits again.
   */
  async run(body: PlaceOrderBody, who: Principal, { waits }: { waits: boolean }): Promise<Order> {
    const { idempotency } = currentCall();
    const orderId = idempotency?.subjectId ?? newId();
    const enough = new AbortController();
    const settled = this.settledOrders.wait(orderId, patienceMs, enough.signal);
    try {
      const isResumed = idempotency?.resumed === true;
      const order = isResumed ? await this.orders.get(orderId) : await this.place(orderId, body, who);
      await this.approvals.answerIfApproved(order);
      if (!waits || order.status !== 'PLACED') return order;
      return (await settled) ?? (await this.orders.get(orderId));
    } finally {
      enough.abort();
    }
  }

  private async place(orderId: string, body: PlaceOrderBody, who: Principal): Promise<Order> {
    const priced = await this.priceCart.run(body, who);
    const { expectedTotal } = body;
    if (expectedTotal !== undefined && expectedTotal !== priced.cart.total) {
      const asked = { outletId: priced.outlet.id, fulfilment: body.fulfilment, language: currentCall().language };
      throw refuse(PriceChanged, [{ expectedTotal, quote: quoteOf(priced, asked) }]);
    }
    for (let attempt = 1; ; attempt++) {
      const order = this.newOrder(orderId, body, who, priced);
      try {
        await this.orders.add(order);
        return order;
      } catch (error) {
        if (violates(error, 'order_in_open_session'))
          throw refuse(who.kind === 'guest' ? AuthSessionEnded : TableSessionEnded);
        if (violates(error, 'order_on_open_day')) throw refuse(OutletDayClosed, { businessDate: order.businessDate });
        if (violates(error, 'client_reference_once'))
          throw refuse(ClientReferenceTaken, { clientReference: body.clientReference });
        if (!violates(error, 'order_number_once') || attempt === numberTries) throw error;
      }
    }
  }

  private newOrder(id: string, body: PlaceOrderBody, who: Principal, priced: PricedAtOutlet): Order {
    const { tenant, outlet, seat, cart, lines, appliedRules, coupon, at } = priced;
    const { subtotal, discount, taxable, tax, taxByComponent, total } = cart;
    const request = {
      id,
      orderNumber: newOrderNumber(tenant.orderNumberPrefix),
      outletId: outlet.id,
      billId: seat?.bill_id ?? newId(),
      ...ordererOf(who, seat),
      ...{ tableSessionId: seat?.id ?? null, tableId: seat?.table_id ?? null, tableLabel: seat?.table_label ?? null },
      ...{
        fulfilment: body.fulfilment,
        channel: channelOf(body.channel, who, seat),
        businessDate: this.clock.businessDate(outlet),
      },
      ...{ clientReference: body.clientReference ?? null, externalReference: body.externalReference ?? null },
      ...{ covers: body.covers ?? null, notes: body.notes ?? null, placedBy: who.id, placedByKind: who.kind },
      ...{ lines, appliedRules, coupon, subtotal, discount, taxable, tax, taxes: [...taxByComponent], total },
    };
    const wantsApproval = tenant.settings.tablePolicy === 'STAFF_APPROVES_FIRST_ORDER' && isForThemselves(who);
    const awaitsStaff = wantsApproval && seat !== null && seat.approved_at === null;
    return Order.place(request, { at, unpaidMinutes: unpaidMinutesOf(tenant), awaitsStaff });
  }
}

/** Whose order it is; a guest who became known as a customer orders as both. */
function ordererOf(who: Principal, seat: Seat | null): Pick<Order, 'customerId' | 'guestId'> {
  if (who.kind === 'customer') return { customerId: who.id, guestId: null };
  if (who.kind !== 'guest') return { customerId: null, guestId: null };
  const guest = seat?.guests.find(({ guestId }) => guestId === who.id);
  return { customerId: guest?.customerId ?? null, guestId: who.id };
}

function isForThemselves(who: Principal): boolean {
  return who.kind === 'customer' || who.kind === 'guest';
}

/** Which way the order came; people who order for themselves cannot claim to be staff. */
function channelOf(channel: Channel | undefined, who: Principal, seat: Seat | null): Channel {
  if (isForThemselves(who) && channel !== undefined && channel !== 'QR' && channel !== 'WEB')
    throw refuse(ValidationFailed, [{ path: 'channel', code: 'NOT_ALLOWED', message: 'is QR or WEB for customers' }]);
  if (channel !== undefined) return channel;
  if (isForThemselves(who)) return seat === null ? 'WEB' : 'QR';
  return seat === null ? 'COUNTER' : 'WAITER';
}
