import { Database } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { CountedEvents } from '../database/counted-events.js';
import { CountedOrders } from '../database/counted-orders.js';
import { DayCounters } from '../database/day-counters.js';
import { DurationBook } from '../database/duration-book.js';
import { counts, type CountedFact } from '../domain/counted-fact.js';
import { added, countsOf, nothingCounted } from '../domain/day-counts.js';
import { sittingTimesOf, ticketTimesOf } from '../domain/durations.js';
import { isSaleFact, isOrderFact, withFact, type KnownOrder, type OrderFact } from '../domain/known-order.js';
import { moveBetween, type SaleMove } from '../domain/sale-move.js';
import { saleOf } from '../domain/sale.js';
import { tenderCountsOf } from '../domain/tally-day.js';

/** Counts a fact once: into the journal and into the numbers of its business day, in one transaction. */
@Injectable()
export class CountFact {
  constructor(
    private readonly database: Database,
    private readonly journal: CountedEvents,
    private readonly orders: CountedOrders,
    private readonly durations: DurationBook,
    private readonly counters: DayCounters,
  ) {}

  /** Facts may come in any order, and any of them again: the numbers are the same in the end. */
  async run(eventId: string, fact: CountedFact): Promise<void> {
    if (!counts(fact)) return;
    await this.database.transaction(async () => {
      const [isNew, before] = await Promise.all([
        this.journal.keep(eventId, fact),
        isOrderFact(fact) ? this.orders.hold(fact.data.orderId) : undefined,
      ]);
      if (!isNew) return;
      await this.noteDurations(fact);
      const move = isOrderFact(fact) && before ? await this.moveOf(fact, before) : undefined;
      if (move && move.items.length > 0) await this.counters.moveItems(fact.data, move.items);
      const money = tenderCountsOf(fact);
      if (money) await this.counters.moveTender(fact.data, money.tender, money);
      const moved = added(added(nothingCounted, countsOf(fact)), move?.amounts ?? {});
      await this.counters.moveDay(fact.data, moved, fact.time);
    });
  }

  private async moveOf(fact: OrderFact, before: KnownOrder): Promise<SaleMove> {
    const after = withFact(before, fact);
    await this.orders.keep(fact.data.orderId, after);
    return moveBetween(before, after, isSaleFact(fact) ? saleOf(fact) : null);
  }

  private async noteDurations(fact: CountedFact): Promise<void> {
    const ticket = ticketTimesOf(fact);
    if (ticket) await this.durations.noteTicket(fact.data, ticket);
    const sitting = sittingTimesOf(fact);
    if (sitting) await this.durations.noteSitting(fact.data, sitting);
  }
}
