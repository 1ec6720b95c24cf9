import { Injectable } from '@nestjs/common';
import { BillClosed, OrderChanging, PermissionDenied, PriceChanged, VersionConflict } from '@chowk/contracts';
import type { ReviseOrderBody } from '@chowk/contracts';
import { Clock, currentCall, Database, InjectStore, newId, refuse, Store, Wakeups, type Principal } from '@chowk/kit';
import { Order } from '../domain/order.js';
import type { Rejection } from '../domain/order.js';
import { BillBook } from '../../bills/use-cases/bill-book.js';
import { FindOrders } from './find-orders.js';
import { isOrderedBy } from './order-access.js';
import { PriceRevision } from './price-revision.js';
import { revisedKey } from './revised-key.js';

/** How long the caller waits for inventory; then it is told that the change is still being checked (202). */
const patienceMs = 2_000;
/** How often an order that changes while it is priced is looked at again. */
const attempts = 3;

/** An order whose change was asked for. `rejection` says why it was not done; null while it is checked and once it is done. */
export interface Revision {
  readonly order: Order;
  readonly isPending: boolean;
  readonly rejection: Rejection | null;
}

/** Adds lines to an order and takes lines off before the kitchen begins: inventory has it all, or nothing changes. */
@Injectable()
export class ReviseOrder {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly wakeups: Wakeups,
    private readonly findOrders: FindOrders,
    private readonly priceRevision: PriceRevision,
    private readonly book: BillBook,
    @InjectStore(Order) private readonly orders: Store<Order>,
  ) {}

  /**
   * Asks for the change and waits up to 2 s for inventory. Throws NotFound, PERMISSION_DENIED, ORDER_CANNOT_MOVE, ORDER_CHANGING,
   * BILL_CLOSED, PRICE_CHANGED, VERSION_CONFLICT and what pricing throws. A repeated call whose first one died finds its change
   * by the idempotency key and waits again.
   */
  async run(reference: string, body: ReviseOrderBody, who: Principal, expectedVersion?: number): Promise<Revision> {
    const { idempotency } = currentCall();
    const id = idempotency?.subjectId ?? newId();
    const { id: orderId } = await this.findOrders.one(reference, who);
    const enough = new AbortController();
    const answered = this.wakeups.wait(revisedKey(orderId), patienceMs, enough.signal);
    try {
      if (idempotency?.resumed !== true) await this.ask(orderId, id, body, who, expectedVersion);
      const asked = await this.orders.get(orderId);
      if (asked.pendingRevision?.id !== id) return outcomeOf(asked, id);
      await answered;
      return outcomeOf(await this.orders.get(orderId), id);
    } finally {
      enough.abort();
    }
  }

  private async ask(orderId: string, id: string, body: ReviseOrderBody, who: Principal, expectedVersion?: number) {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const seen = await this.orders.get(orderId);
      if (!who.can('order:change') && !isOrderedBy(seen, who))
        throw refuse(PermissionDenied, { anyOf: ['order:change'] });
      if (expectedVersion !== undefined && expectedVersion !== seen.version)
        throw refuse(VersionConflict, { version: seen.version });
      seen.refuseRevision();
      const { revised, quote } = await this.priceRevision.run(seen, body, who);
      const { expectedTotal } = body;
      if (expectedTotal !== undefined && expectedTotal !== revised.total)
        throw refuse(PriceChanged, [{ expectedTotal, quote }]);
      const isAsked = await this.database.transaction(async () => {
        const { order, bill } = await this.book.hold(orderId);
        if (order.version !== seen.version) return false;
        if (!bill || bill.isClosed) throw refuse(BillClosed);
        order.askRevision(revised, { id, by: `${who.kind}:${who.id}`, at: this.clock.now() });
        await this.orders.save(order);
        return true;
      });
      if (isAsked) return;
    }
    throw refuse(OrderChanging, undefined, { retryAfter: 1 });
  }
}

function outcomeOf(order: Order, id: string): Revision {
  const { pendingRevision, revisionOutcome } = order;
  const rejection = revisionOutcome?.id === id ? revisionOutcome.rejection : null;
  return { order, isPending: pendingRevision?.id === id, rejection };
}
