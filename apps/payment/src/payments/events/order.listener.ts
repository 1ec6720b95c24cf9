import { Controller } from '@nestjs/common';
import {
  OrderCancelled,
  OrderExpired,
  OrderPlaced,
  OrderRejected,
  OrderRevived,
  type OrderStatus,
  type Received,
} from '@chowk/contracts';
import { On, ReadModel } from '@chowk/kit';
import { Bills } from '../database/bills.js';

type OrderFact = Received<typeof OrderPlaced | typeof OrderRejected | typeof OrderCancelled | typeof OrderExpired>;

/** Which bill an order is on, whose it is, and that it ended: an ended order is not paid any more. */
@Controller()
@ReadModel('orders', { tables: ['billed_order'] })
export class OrderListener {
  constructor(private readonly bills: Bills) {}

  @On(OrderPlaced)
  placed(event: Received<typeof OrderPlaced>): Promise<void> {
    return this.#keep(event, null);
  }

  @On(OrderRejected)
  rejected(event: Received<typeof OrderRejected>): Promise<void> {
    return this.#keep(event, 'REJECTED');
  }

  @On(OrderCancelled)
  cancelled(event: Received<typeof OrderCancelled>): Promise<void> {
    return this.#keep(event, 'CANCELLED');
  }

  @On(OrderExpired)
  expired(event: Received<typeof OrderExpired>): Promise<void> {
    return this.#keep(event, 'EXPIRED');
  }

  @On(OrderRevived)
  revived({ data }: Received<typeof OrderRevived>): Promise<void> {
    return this.bills.revive(data.orderId);
  }

  #keep({ data }: OrderFact, ended: OrderStatus | null): Promise<void> {
    const { orderId, billId, outletId, customerId, tableSessionId } = data;
    return this.bills.keepOrder({ orderId, billId, outletId, customerId, tableSessionId, ended });
  }
}
