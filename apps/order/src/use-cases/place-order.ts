import { Injectable } from '@nestjs/common';
import { ClientReferenceTaken, PriceChanged, ValidationFailed, type PlaceOrderBody } from '@chowk/contracts';
import { Clock, currentCall, InjectStore, newId, refuse, Store, violates, Wakeups, type Principal } from '@chowk/kit';
import { newOrderNumber } from '../domain/order-number.js';
import { Order, type Channel } from '../domain/order.js';
import { quoteOf } from '../domain/quote.js';
import { unpaidMinutesOf } from '../domain/unpaid-minutes.js';
import { PriceCart, type PricedAtOutlet } from './price-cart.js';
import { settledKey } from './settled-key.js';

/** How long the caller waits for the saga; then it is told that the order is still PLACED (202). */
const patienceMs = 2_000;
/** Order numbers are random; two alike in one tenant are a one in a million million chance, tried again this often. */
const numberTries = 3;

/** Takes an order: priced from our own copies, saved PLACED with OrderPlaced in one flush; the saga goes on from there. */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    private readonly priceCart: PriceCart,
    @InjectStore(Order) private readonly orders: Store<Order>,
  ) {}

  /**
   * Places the order and waits up to 2 s until the saga has settled it, unless `waits` is false. Throws what
   * {@link PriceCart} throws, PRICE_CHANGED when the total is not the expected one, CLIENT_REFERENCE_TAKEN. A repeated call
   * whose first one died finds its order by the idempotency key and waits again.
   */
  async run(body: PlaceOrderBody, who: Principal, { waits }: { waits: boolean }): Promise<Order> {
    const { idempotency } = currentCall();
    const orderId = idempotency?.subjectId ?? newId();
    const enough = new AbortController();
    const settled = this.wakeups.wait(settledKey(orderId), patienceMs, enough.signal);
    try {
      const order =
        idempotency?.resumed === true ? await this.orders.get(orderId) : await this.place(orderId, body, who);
      if (!waits || order.status !== 'PLACED') return order;
      await settled;
      return await this.orders.get(orderId);
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
        if (violates(error, 'client_reference_once'))
          throw refuse(ClientReferenceTaken, { clientReference: body.clientReference });
        if (!violates(error, 'order_number_once') || attempt === numberTries) throw error;
      }
    }
  }

  private newOrder(id: string, body: PlaceOrderBody, who: Principal, priced: PricedAtOutlet): Order {
    const { tenant, outlet, seat, cart, lines, appliedRules, at } = priced;
    const { subtotal, discount, taxable, tax, taxByComponent, total } = cart;
    const request = {
      id,
      orderNumber: newOrderNumber(tenant.orderNumberPrefix),
      outletId: outlet.id,
      billId: seat?.bill_id ?? newId(),
      customerId: who.kind === 'customer' ? who.id : null,
      ...{ tableSessionId: seat?.id ?? null, tableId: seat?.table_id ?? null, tableLabel: seat?.table_label ?? null },
      ...{ fulfilment: body.fulfilment, channel: channelOf(body, who), businessDate: this.clock.businessDate(outlet) },
      ...{ clientReference: body.clientReference ?? null, externalReference: body.externalReference ?? null },
      ...{ covers: body.covers ?? null, notes: body.notes ?? null, placedBy: who.id, placedByKind: who.kind },
      ...{ lines, appliedRules, subtotal, discount, taxable, tax, taxes: [...taxByComponent], total },
    };
    return Order.place(request, { at, unpaidMinutes: unpaidMinutesOf(tenant) });
  }
}

/** Which way the order came; people who order for themselves cannot claim to be staff. */
function channelOf({ channel, tableSessionId }: PlaceOrderBody, who: Principal): Channel {
  const isForThemselves = who.kind === 'customer' || who.kind === 'guest';
  if (isForThemselves && channel !== undefined && channel !== 'QR' && channel !== 'WEB')
    throw refuse(ValidationFailed, [{ path: 'channel', code: 'NOT_ALLOWED', message: 'is QR or WEB for customers' }]);
  if (channel !== undefined) return channel;
  if (isForThemselves) return tableSessionId === undefined ? 'WEB' : 'QR';
  return tableSessionId === undefined ? 'COUNTER' : 'WAITER';
}
