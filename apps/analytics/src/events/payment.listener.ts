import { PaymentCaptured, PaymentRefunded, type Received } from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { CountFact } from '../use-cases/count-fact.js';

/** Money that came and went back, counted on the business date of its payment. */
@Controller()
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
