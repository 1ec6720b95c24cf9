import { Database } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { CountedEvents } from '../database/counted-events.js';
import { CountedOrders } from '../database/counted-orders.js';
import { DayCounters } from '../database/day-counters.js';
import { counts, undoesSale, type CountedFact } from '../domain/counted-fact.js';
import { added, countsOf, nothingCounted } from '../domain/day-counts.js';
import { amountsOf, multiplied, saleOf, type Sale } from '../domain/sale.js';
import { tenderCountsOf } from '../domain/tally-day.js';

/** Counts a fact once: into the journal and into the numbers of its business day, in one transaction. */
@Injectable()
export class CountFact {
  constructor(
    private readonly database: Database,
    private readonly journal: CountedEvents,
    private readonly orders: CountedOrders,
    private readonly counters: DayCounters,
  ) {}

  /** Facts of one order may come in any order, and any of them again: the numbers are the same in the end. */
  async run(eventId: string, fact: CountedFact): Promise<void> {
    if (!counts(fact)) return;
    await this.database.transaction(async () => {
      if (!(await this.journal.keep(eventId, fact))) return;
      const sale = await this.saleMovedBy(fact);
      if (sale) await this.counters.moveItems(fact.data, sale);
      const money = tenderCountsOf(fact);
      if (money) await this.counters.moveTender(fact.data, money.tender, money);
      const moved = added(added(nothingCounted, countsOf(fact)), sale ? amountsOf(sale) : {});
      await this.counters.moveDay(fact.data, moved, fact.time);
    });
  }

  private async saleMovedBy(fact: CountedFact): Promise<Sale | null> {
    if (fact.type === 'order.confirmed.v1') {
      const sold = saleOf(fact);
      const isUndone = await this.orders.keepSale(fact.data.orderId, sold);
      return multiplied(sold, isUndone ? 0 : 1);
    }
    if (fact.type === 'order.cancelled.v1' && undoesSale(fact)) {
      const sold = await this.orders.undo(fact.data.orderId);
      return sold && multiplied(sold, -1);
    }
    return null;
  }
}
