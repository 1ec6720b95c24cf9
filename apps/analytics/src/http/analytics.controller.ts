import {
  dailyMetricsAnswer,
  dailyMetricsQuery,
  kitchenAnswer,
  kitchenQuery,
  NotFound,
  ordersCountAnswer,
  ordersCountQuery,
  revenueAnswer,
  revenueQuery,
  topItemsAnswer,
  topItemsQuery,
  type DailyMetricsAnswer,
  type DailyMetricsQuery,
  type KitchenAnswer,
  type KitchenQuery,
  type OrdersCountAnswer,
  type OrdersCountQuery,
  type RevenueAnswer,
  type RevenueQuery,
  type TopItemsAnswer,
  type TopItemsQuery,
} from '@chowk/contracts';
import { Answers, CurrentPrincipal, OperationId, Permit, Summary, type Principal } from '@chowk/kit';
import { Controller, Get, Query } from '@nestjs/common';
import { FindDurations } from '../use-cases/find-durations.js';
import { FindMetrics } from '../use-cases/find-metrics.js';
import { ReadingScope, type Scope } from '../use-cases/reading-scope.js';
import {
  dailyMetricsView,
  kitchenView,
  ordersCountView,
  revenueOfTendersView,
  revenueView,
  topItemsView,
  type Standing,
} from './analytics.view.js';

@Controller('analytics')
export class AnalyticsController {
  constructor(
    private readonly scope: ReadingScope,
    private readonly metrics: FindMetrics,
    private readonly durations: FindDurations,
  ) {}

  @Get('daily-metrics')
  @Permit('analytics:read')
  @OperationId('getDailyMetrics')
  @Summary(
    'The numbers of one business day, of all outlets together and of each',
    'Orders, sales, tenders, tips, voids, table turns. `asOf` says how fresh the numbers are, `provisional` that the day still runs.',
  )
  @Answers(dailyMetricsAnswer, NotFound)
  async daily(
    @Query({ schema: dailyMetricsQuery }) { date, outlet }: DailyMetricsQuery,
    @CurrentPrincipal() who: Principal,
  ): Promise<DailyMetricsAnswer> {
    const scope = await this.scope.of({ outlet, from: date, to: date }, who);
    const standing = await this.standing(scope);
    const [days, tenders, tableTurns] = await Promise.all([
      this.metrics.days(scope),
      this.metrics.tenders(scope),
      this.durations.tableTurns(scope),
    ]);
    return dailyMetricsView(scope, standing, { days, tenders, tableTurns });
  }

  @Get('top-items')
  @Permit('analytics:read')
  @OperationId('getTopItems')
  @Summary('What sold most over a period', 'By pieces sold, with revenue in paise; today unless a period is given.')
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
  @OperationId('getOrdersCount')
  @Summary(
    'How many orders were placed and what became of them, over a period and per day',
    'Placed, confirmed, rejected, cancelled, expired and completed; days without any are left out.',
  )
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
  @OperationId('getRevenue')
  @Summary(
    'What confirmed orders brought over a period, by day or by outlet; or what was paid, by tender',
    '`by=day` and `by=outlet` count what was sold, `by=tender` what was paid; tips and refunds are told apart.',
  )
  @Answers(revenueAnswer, NotFound)
  async revenue(
    @Query({ schema: revenueQuery }) { by, ...asked }: RevenueQuery,
    @CurrentPrincipal() who: Principal,
  ): Promise<RevenueAnswer> {
    const scope = await this.scope.of(asked, who);
    const standing = await this.standing(scope);
    if (by === 'tender') return revenueOfTendersView(scope, standing, await this.metrics.tenders(scope));
    return revenueView(scope, standing, by, await this.metrics.days(scope));
  }

  @Get('kitchen')
  @Permit('analytics:read')
  @OperationId('getKitchenMetrics')
  @Summary(
    'How long tickets waited and cooked over a period, at all stations and at each',
    'Median and 95th percentile in seconds, and how many were ready later than `lateAfter` minutes after they were queued.',
  )
  @Answers(kitchenAnswer, NotFound)
  async kitchen(
    @Query({ schema: kitchenQuery }) { lateAfter, ...asked }: KitchenQuery,
    @CurrentPrincipal() who: Principal,
  ): Promise<KitchenAnswer> {
    const scope = await this.scope.of(asked, who);
    const standing = await this.standing(scope);
    return kitchenView(scope, standing, lateAfter, await this.durations.stations(scope, lateAfter));
  }

  /** Read before the numbers: what is counted in between makes them newer than `asOf` says, never older. */
  private async standing(scope: Scope): Promise<Standing> {
    const { asOf, counted } = await this.metrics.freshness(scope);
    return { asOf: asOf?.toISOString() ?? null, provisional: this.scope.isProvisional(scope, counted) };
  }
}
