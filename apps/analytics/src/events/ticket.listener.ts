import { TicketQueued, TicketReady, TicketStarted, TicketVoided, type Received } from '@chowk/contracts';
import { On, ReadModel } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { metrics } from '../database/metrics.js';
import { CountFact } from '../use-cases/count-fact.js';

/** When tickets passed through their stations. */
@Controller()
@ReadModel('metrics', metrics)
export class TicketListener {
  constructor(private readonly countFact: CountFact) {}

  @On(TicketQueued)
  queued(event: Received<typeof TicketQueued>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(TicketStarted)
  started(event: Received<typeof TicketStarted>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(TicketReady)
  ready(event: Received<typeof TicketReady>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(TicketVoided)
  voided(event: Received<typeof TicketVoided>): Promise<void> {
    return this.countFact.run(event.id, event);
  }
}
