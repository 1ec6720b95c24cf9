import { OtpRequested, type Received } from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { QueueOtp } from '../use-cases/queue-otp.js';

@Controller()
export class OtpListener {
  constructor(private readonly queueOtp: QueueOtp) {}

  @On(OtpRequested)
  queue(event: Received<typeof OtpRequested>): Promise<void> {
    return this.queueOtp.run(event);
  }
}
