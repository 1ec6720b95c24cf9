import type { OtpRequested, Received } from '@chowk/contracts';
import { Clock, Database, InjectStore, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { OutgoingMessage } from '../domain/outgoing-message.js';
import { SendingQueue } from './sending-queue.js';

/** Keeps a message for a one-time password, sealed as it came, and has it sent as soon as that is committed. */
@Injectable()
export class QueueOtp {
  constructor(
    @InjectStore(OutgoingMessage) private readonly messages: Store<OutgoingMessage>,
    private readonly database: Database,
    private readonly queue: SendingQueue,
    private readonly clock: Clock,
  ) {}

  async run({ id, tenantId, time, data }: Received<typeof OtpRequested>): Promise<void> {
    const { challengeId, sealed, expiresAt } = data;
    const otp = { id, challengeId, sealed, requestedAt: time, expiresAt: new Date(expiresAt) };
    await this.messages.add(OutgoingMessage.otp(otp, this.clock.now()));
    this.database.afterCommit(() => this.queue.hint({ tenantId, id }));
  }
}
