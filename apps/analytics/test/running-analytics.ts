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
  OutletState,
  PaymentCaptured,
  PaymentRefunded,
  TableSessionClosed,
  TableSessionOpened,
  TicketQueued,
  TicketReady,
  TicketStarted,
  TicketVoided,
  type Role,
  type Tenant,
} from '@chowk/contracts';
import { businessDate, newId, runInCall } from '@chowk/kit';
import { eventually, messageOf, outletMother, startTestService, type TestService } from '@chowk/testing';
import { analytics } from '../src/analytics.module.js';
import { countedFact, subjectOf } from '../src/domain/counted-fact.js';
import { CountFact } from '../src/use-cases/count-fact.js';
import { RecountDay, type Recount } from '../src/use-cases/recount-day.js';
import type { Day, Told } from './day.mother.js';

const definitions = [
  ...[OrderCancelled, OrderConfirmed, OrderExpired, OrderPlaced, OrderRejected, OrderStatusChanged],
  ...[
    OrderRevived,
    OrderRepriced,
    OrderLineVoided,
    OrderLineComped,
    BillSettled,
    BillRefunded,
    PaymentCaptured,
    PaymentRefunded,
  ],
  ...[TableSessionOpened, TableSessionClosed, TicketQueued, TicketStarted, TicketReady, TicketVoided],
];

type Outlet = Parameters<typeof outletMother>[0];

/** Analytics running on real servers, the other services played by the test. */
export class RunningAnalytics {
  private constructor(readonly it: TestService) {}

  static async start(): Promise<RunningAnalytics> {
    return new RunningAnalytics(await startTestService(analytics));
  }

  /** A tenant of its own with one outlet in Bengaluru, and today's business date there. */
  async restaurant(): Promise<Restaurant> {
    const restaurant = new Restaurant(this.it, await this.it.addTenant(), newId());
    await restaurant.openOutlet({ id: restaurant.outletId });
    return restaurant;
  }

  close(): Promise<void> {
    return this.it.close();
  }
}

export class Restaurant {
  constructor(
    private readonly it: TestService,
    readonly tenant: Tenant,
    readonly outletId: string,
  ) {}

  /** The outlet's business day of now. */
  get today(): Day {
    return { outletId: this.outletId, businessDate: businessDate(new Date(), outletMother()) };
  }

  async openOutlet(partial: Outlet): Promise<string> {
    const outlet = outletMother(partial);
    const told = { tenantId: this.tenant.id, aggregateId: outlet.id, data: outlet };
    await this.it.kafka.send(messageOf(OutletState, told));
    await eventually('the outlet is known', async () => {
      const rows = await this.it.query('select 1 from known_outlet where id = $1', [outlet.id]);
      return rows.length === 1;
    });
    return outlet.id;
  }

  token(role: Role, outlets?: readonly string[]): Promise<string> {
    return this.it.mintToken({ tenantId: this.tenant.id, roles: [role], ...(outlets ? { outlets } : {}) });
  }

  async get(path: string, token?: string) {
    return this.it.http.get(`/analytics/${path}`, { token: token ?? (await this.token('OWNER')) });
  }

  /** Tells facts over the topics. */
  async tell(...told: readonly Told[]): Promise<void> {
    await this.it.kafka.send(
      ...told.map(({ eventId, fact }) => {
        const definition = definitions.find(({ type }) => type === fact.type);
        if (!definition) throw new Error(`Nobody declared ${fact.type}`);
        const message = {
          tenantId: this.tenant.id,
          aggregateId: subjectOf(fact),
          eventId,
          data: fact.data,
          version: fact.version,
        };
        return messageOf(definition, { ...message, headers: { ce_time: fact.time.toISOString() } });
      }),
    );
  }

  /** Everything that was told of this restaurant, as the topics have it. */
  async toldBefore(): Promise<Told[]> {
    const topics = this.it.kafka.listen('order', 'payment');
    try {
      await topics.catchUp();
      return topics.messages
        .filter(({ headers }) => headers['tenant'] === this.tenant.id)
        .map(({ headers, value }) => ({
          eventId: newId(),
          fact: countedFact.parse({
            ...{ type: headers['ce_type'], time: headers['ce_time'], version: Number(headers['version']) },
            data: JSON.parse(String(value)),
          }),
        }));
    } finally {
      await topics.close();
    }
  }

  /** Counts facts as the listeners do, all at once and each in its own transaction. */
  async count(told: readonly Told[]): Promise<void> {
    const countFact = this.it.app.get(CountFact);
    await this.inCall(() => Promise.all(told.map(({ eventId, fact }) => countFact.run(eventId, fact))));
  }

  recount(day: Day): Promise<Recount> {
    return this.inCall(() => this.it.app.get(RecountDay).run(day));
  }

  private inCall<Result>(work: () => Promise<Result>): Promise<Result> {
    return runInCall({ tenantId: this.tenant.id }, work);
  }
}
