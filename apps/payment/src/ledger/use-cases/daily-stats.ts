import { Injectable } from '@nestjs/common';
import type { DailyStatsQuery, DailyStatsView } from '@chowk/contracts';
import { Clock, type Principal } from '@chowk/kit';
import { MoneyOfDay, type TenderTotals } from '../database/money-of-day.js';
import { Outlets } from '../../database/outlets.js';
import { CheckFilters } from '../../payments/use-cases/check-filters.js';

/** The money of one business day by tender, from the ledger and the drawers. */
@Injectable()
export class DailyStats {
  constructor(
    private readonly money: MoneyOfDay,
    private readonly outlets: Outlets,
    private readonly checkFilters: CheckFilters,
    private readonly clock: Clock,
  ) {}

  /** Over one outlet, or all that the caller may enter. Throws NOT_FOUND for an outlet that is not there for the caller. */
  async run({ date: asked, outlet }: DailyStatsQuery, who: Principal): Promise<DailyStatsView> {
    await this.checkFilters.run({ outlet }, who);
    const date = asked ?? (await this.outlets.businessDate(outlet, this.clock.now()));
    const outlets = outlet === undefined ? who.outlets : [outlet];
    const [tenders, quarantined, drawers] = await Promise.all([
      this.money.byTender(date, outlets),
      this.money.quarantined(date, outlets),
      this.money.drawers(date, outlets),
    ]);
    const sum = (of: (totals: TenderTotals) => number) => tenders.reduce((total, one) => total + of(one), 0);
    return {
      ...{ date, outletId: outlet ?? null, currency: 'INR' },
      tenders: tenders.map((one) => ({ ...one, net: one.captured - one.refunded })),
      payments: sum(({ payments }) => payments),
      captured: sum(({ captured }) => captured),
      tips: sum(({ tips }) => tips),
      refunds: sum(({ refunds }) => refunds),
      refunded: sum(({ refunded }) => refunded),
      net: sum(({ captured, refunded }) => captured - refunded),
      ...{ quarantined, drawers },
    };
  }
}
