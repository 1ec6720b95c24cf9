import {
  BillRefunded,
  BillSettled,
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderLineComped,
  OrderLineVoided,
  OrderPlaced,
  OrderRejected,
  OrderRepriced,
  OrderRevived,
  OrderStatusChanged,
  TableSessionClosed,
  TableSessionOpened,
  type Received,
} from '@chowk/contracts';
import { On, ReadModel } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { metrics } from '../database/metrics.js';
import { CountFact } from '../use-cases/count-fact.js';

/** What the order service tells and we count: tables taken and left, orders and what became of them, bills that were settled or refunded. */
@Controller()
@ReadModel('metrics', metrics)
export class OrderListener {
  constructor(private readonly countFact: CountFact) {}

  @On(TableSessionOpened)
  seated(event: Received<typeof TableSessionOpened>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(OrderPlaced)
  placed(event: Received<typeof OrderPlaced>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(OrderConfirmed)
  confirmed(event: Received<typeof OrderConfirmed>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(OrderRejected)
  rejected(event: Received<typeof OrderRejected>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(OrderCancelled)
  cancelled(event: Received<typeof OrderCancelled>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(OrderExpired)
  expired(event: Received<typeof OrderExpired>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(OrderStatusChanged)
  moved(event: Received<typeof OrderStatusChanged>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(TableSessionClosed)
  left(event: Received<typeof TableSessionClosed>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(OrderRevived)
  revived(event: Received<typeof OrderRevived>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(OrderRepriced)
  repriced(event: Received<typeof OrderRepriced>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(OrderLineVoided)
  lineVoided(event: Received<typeof OrderLineVoided>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(OrderLineComped)
  lineComped(event: Received<typeof OrderLineComped>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(BillSettled)
  settled(event: Received<typeof BillSettled>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(BillRefunded)
  refunded(event: Received<typeof BillRefunded>): Promise<void> {
    return this.countFact.run(event.id, event);
  }
}
