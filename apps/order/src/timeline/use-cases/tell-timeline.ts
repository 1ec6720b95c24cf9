import { Injectable } from '@nestjs/common';
import type { TimelineView } from '@chowk/contracts';
import type { Principal } from '@chowk/kit';
import { TimelineBook } from '../database/timeline-book.js';
import { inCausalOrder } from '../domain/in-causal-order.js';
import { FindOrders } from '../../orders/use-cases/find-orders.js';

/** The flight recorder of an order: every event about it from every service, in order. */
@Injectable()
export class TellTimeline {
  constructor(
    private readonly findOrders: FindOrders,
    private readonly book: TimelineBook,
  ) {}

  /** The events so far. Throws NotFound. */
  async run(reference: string, who: Principal): Promise<TimelineView> {
    const order = await this.findOrders.one(reference, who);
    const events = inCausalOrder(await this.book.of(order));
    return {
      orderId: order.id,
      orderNumber: order.orderNumber,
      events: events.map((event) => ({ ...event, at: event.at.toISOString() })),
    };
  }
}
