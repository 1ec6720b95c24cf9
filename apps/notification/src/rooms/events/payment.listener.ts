import { PaymentCaptured, PaymentFailed, PaymentQuarantined, PaymentRefunded, type Received } from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { TellRooms } from '../use-cases/tell-rooms.js';

/** Money goes to those whose orders it is for, to the floor and to managers. */
@Controller()
export class PaymentListener {
  constructor(private readonly tell: TellRooms) {}

  @On(PaymentCaptured)
  captured(event: Received<typeof PaymentCaptured>): Promise<void> {
    return this.tell.run(event);
  }

  @On(PaymentFailed)
  failed(event: Received<typeof PaymentFailed>): Promise<void> {
    return this.tell.run(event);
  }

  @On(PaymentRefunded)
  refunded(event: Received<typeof PaymentRefunded>): Promise<void> {
    return this.tell.run(event);
  }

  @On(PaymentQuarantined)
  quarantined(event: Received<typeof PaymentQuarantined>): Promise<void> {
    return this.tell.run(event);
  }
}
