import { defineService } from '@chowk/kit';
import { Module } from '@nestjs/common';
import { CountedEvents } from './database/counted-events.js';
import { CountedOrders } from './database/counted-orders.js';
import { DayCounters } from './database/day-counters.js';
import { DurationBook } from './database/duration-book.js';
import { KnownOutlets } from './database/known-outlets.js';
import { CountBills1795260001000 } from './database/migrations/1795260001000-count-bills.js';
import { DropWhatWasCounted1795290000000 } from './database/migrations/1795290000000-drop-what-was-counted.js';
import { CountDays1764300000000 } from './database/migrations/1764300000000-count-days.js';
import { CountEvenings1795260000000 } from './database/migrations/1795260000000-count-evenings.js';
import { OrderListener } from './events/order.listener.js';
import { OutletListener } from './events/outlet.listener.js';
import { PaymentListener } from './events/payment.listener.js';
import { TicketListener } from './events/ticket.listener.js';
import { AnalyticsController } from './http/analytics.controller.js';
import { CountFact } from './use-cases/count-fact.js';
import { FindDurations } from './use-cases/find-durations.js';
import { FindMetrics } from './use-cases/find-metrics.js';
import { ReadingScope } from './use-cases/reading-scope.js';
import { RecountDay } from './use-cases/recount-day.js';

@Module({
  controllers: [AnalyticsController, OrderListener, TicketListener, PaymentListener, OutletListener],
  providers: [
    ...[CountFact, RecountDay, FindMetrics, FindDurations, ReadingScope],
    ...[CountedEvents, CountedOrders, DayCounters, DurationBook, KnownOutlets],
  ],
})
export class AnalyticsModule {}

export const analytics = defineService({
  name: 'analytics',
  module: AnalyticsModule,
  database: {
    entities: [],
    migrations: [
      CountDays1764300000000,
      CountEvenings1795260000000,
      CountBills1795260001000,
      DropWhatWasCounted1795290000000,
    ],
  },
  // Numbers do not depend on the order of the facts: a dead letter that is replayed later is simply added.
  onDeadLetter: 'skip',
  eventsWaitMs: 250,
});
