import {
  dailyMetricsAnswer,
  dailyMetricsQuery,
  NotFound,
  ordersCountAnswer,
  ordersCountQuery,
  revenueAnswer,
  revenueQuery,
  topItemsAnswer,
  topItemsQuery,
  type DailyMetricsAnswer,
  type DailyMetricsQuery,
  type OrdersCountAnswer,
  type OrdersCountQuery,
  type RevenueAnswer,
  type RevenueQuery,
  type TopItemsAnswer,
  type TopItemsQuery,
} from '@chowk/contracts';
import { Answers, CurrentPrincipal, Permit, Summary, type Principal } from '@chowk/kit';
import { Controller, Get, Query } from '@nestjs/common';
import { FindMetrics } from '../use-cases/find-metrics.js';
import { ReadingScope, type Scope } from '../use-cases/reading-scope.js';
import { dailyMetricsView, ordersCountView, revenueView, topItemsView, type Standing } from './analytics.view.js';

@Controller('analytics')
export class AnalyticsController {
  constructor(
    private readonly scope: ReadingScope,
    private readonly metrics: FindMetrics,
  ) {}

  @Get('daily-metrics')
  @Permit('analytics:read')
  @Summary('The numbers of one business day, of all outlets together and of each')
  @Answers(dailyMetricsAnswer, NotFound)
  async daily(
    @Query({ schema: dailyMetricsQuery }) { date, outlet }: DailyMetricsQuery,
    @CurrentPrincipal() who: Principal,
  ): Promise<DailyMetricsAnswer> {
    const scope = await this.scope.of({ outlet, from: date, to: date }, who);
    const standing = await this.standing(scope);
    const [days, tenders] = await Promise.all([this.metrics.days(scope), this.metrics.tenders(scope)]);
    return dailyMetricsView(scope, standing, { days, tenders });
  }

  @Get('top-items')
  @Permit('analytics:read')
  @Summary('What sold most over a period')
  @Answers(topItemsAnswer, NotFound)
  async topItems(
    @Query({ schema: topItemsQuery }) { limit, ...asked }: TopItemsQuery,
    @CurrentPrincipal() who: Principal,
  ): Promise<TopItemsAnswer> {
    const scope = await this.scope.of(asked, who);
    const standing = await this.standing(scope);
    return topItemsView(scope, standing, await this.metrics.items(scope, limit));
  }

  @Get('orders-count')
  @Permit('analytics:read')
  @Summary('How many orders were placed and what became of them, over a period and per day')
  @Answers(ordersCountAnswer, NotFound)
  async ordersCount(
    @Query({ schema: ordersCountQuery }) asked: OrdersCountQuery,
    @CurrentPrincipal() who: Principal,
  ): Promise<OrdersCountAnswer> {
    const scope = await this.scope.of(asked, who);
    const standing = await this.standing(scope);
    return ordersCountView(scope, standing, await this.metrics.days(scope));
  }

  @Get('revenue')
  @Permit('analytics:read')
  @Summary('What confirmed orders brought over a period, by day or by outlet')
  @Answers(revenueAnswer, NotFound)
  async revenue(
    @Query({ schema: revenueQuery }) { by, ...asked }: RevenueQuery,
    @CurrentPrincipal() who: Principal,
  ): Promise<RevenueAnswer> {
    const scope = await this.scope.of(asked, who);
    const standing = await this.standing(scope);
    return revenueView(scope, standing, by, await this.metrics.days(scope));
  }

  /** Read before the numbers: what is counted in between makes them newer than `asOf` says, never older. */
  private async standing(scope: Scope): Promise<Standing> {
    const { asOf, counted } = await this.metrics.freshness(scope);
    return { asOf: asOf?.toISOString() ?? null, provisional: this.scope.isProvisional(scope, counted) };
  }
}
