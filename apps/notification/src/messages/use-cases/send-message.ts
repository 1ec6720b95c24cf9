import { sealedOtp } from '@chowk/contracts';
import { Clock, InjectStore, Log, runInCall, type ConfigOf, type Store } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { compactDecrypt } from 'jose';
import type { z } from 'zod';
import { notificationConfig } from '../../config.js';
import { otpText } from '../domain/otp-text.js';
import { OutgoingMessage } from '../domain/outgoing-message.js';
import { Sms, type SmsOutcome } from '../external/sms.js';
import { MessageMetrics } from './message-metrics.js';

export interface MessageName {
  readonly tenantId: string;
  readonly id: string;
}

/**
 * Tries to send one message, if it is due and nobody else has it. The try is written down before it is made and no
 * transaction is open meanwhile: a process that dies in between leaves a doubt, not a message that is sent for ever.
 */
@Injectable()
export class SendMessage {
  constructor(
    @InjectStore(OutgoingMessage) private readonly messages: Store<OutgoingMessage>,
    private readonly sms: Sms,
    private readonly clock: Clock,
    private readonly metrics: MessageMetrics,
    private readonly log: Log,
    @Inject(notificationConfig.token) private readonly config: ConfigOf<typeof notificationConfig>,
  ) {}

  /** When the next try is due, or undefined when none is. */
  run({ tenantId, id }: MessageName): Promise<Date | undefined> {
    return runInCall({ tenantId, transaction: undefined, principal: undefined }, () => this.#try(id));
  }

  async #try(id: string): Promise<Date | undefined> {
    let isMine = false;
    const taken = await this.messages.change(id, (message) => {
      const wasQueued = message.state === 'QUEUED';
      isMine = message.begin(this.clock.now());
      if (wasQueued && message.state === 'FAILED') this.#tellFailure(message);
    });
    if (!isMine) return undefined;
    const outcome = await this.#send(taken);
    const settled = await this.messages.change(id, (message) =>
      message.settle(taken.attempts, outcome, this.clock.now()),
    );
    if (settled.state === 'FAILED') this.#tellFailure(settled);
    else this.metrics.tried(settled.channel, settled.state === 'SENT' ? 'sent' : 'retried');
    return settled.state === 'QUEUED' ? settled.nextTryAt : undefined;
  }

  async #send(message: OutgoingMessage): Promise<SmsOutcome> {
    const otp = await this.#open(message.sealed ?? '');
    if (!otp) return { kind: 'refused', reason: 'UNREADABLE' };
    return this.sms.send({ to: otp.phone, text: otpText({ ...otp, minutes: message.minutes }) });
  }

  /** Phone and code, which exist in the clear in this process alone and only while they are sent. */
  async #open(sealed: string): Promise<z.output<typeof sealedOtp> | undefined> {
    try {
      const { plaintext } = await compactDecrypt(sealed, this.config.OTP_TRANSPORT_SECRET, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return sealedOtp.parse(JSON.parse(Buffer.from(plaintext).toString()));
    } catch (error) {
      // Never the error itself: it may quote what it could not parse
      this.log.error('a sealed message cannot be opened', { reason: error instanceof Error ? error.name : 'unknown' });
      return undefined;
    }
  }

  #tellFailure({ id, channel, purpose, failure }: OutgoingMessage): void {
    this.metrics.tried(channel, 'failed');
    this.log.warn('a message was given up', { messageId: id, channel, purpose, reason: failure });
  }
}
