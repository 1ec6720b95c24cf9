import { PaymentCaptured, PaymentRefunded, type Received } from '@chowk/contracts';
import { On, ReadModel } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { metrics } from '../database/metrics.js';
import { CountFact } from '../use-cases/count-fact.js';

/** Money that came and went back, counted on the business date of its payment. */
@Controller()
@ReadModel('metrics', metrics)
export class PaymentListener {
  constructor(private readonly countFact: CountFact) {}

  @On(PaymentCaptured)
  captured(event: Received<typeof PaymentCaptured>): Promise<void> {
    return this.countFact.run(event.id, event);
  }

  @On(PaymentRefunded)
  refunded(event: Received<typeof PaymentRefunded>): Promise<void> {
    return this.countFact.run(event.id, event);
  }
}
