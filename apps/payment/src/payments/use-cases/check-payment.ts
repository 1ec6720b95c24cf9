import { Injectable } from '@nestjs/common';
import { Clock, InjectStore, Store } from '@chowk/kit';
import { Payment, type Heard } from '../domain/payment.js';
import { CapturePayment } from './capture-payment.js';
import { CarryOutRefunds } from './carry-out-refunds.js';
import { ProviderDoor } from '../../provider/use-cases/provider-door.js';

/** Asks the provider about a payment of which an answer or a webhook may have been lost, and finishes its refunds. */
@Injectable()
export class CheckPayment {
  constructor(
    @InjectStore(Payment) private readonly payments: Store<Payment>,
    private readonly capture: CapturePayment,
    private readonly refunds: CarryOutRefunds,
    private readonly door: ProviderDoor,
    private readonly clock: Clock,
  ) {}

  /** The most telling thing that was heard. Throws what the provider's session throws; the next look is planned either way. */
  async run(paymentId: string): Promise<Heard> {
    const payment = await this.payments.get(paymentId);
    try {
      const heard = payment.isOpen ? await this.#ask(payment) : 'nothing';
      await this.refunds.run(payment.id);
      return heard;
    } finally {
      await this.payments.change(paymentId, (kept) => {
        if (kept.checkAt !== null && kept.version === payment.version) kept.checked(this.clock.now());
      });
    }
  }

  async #ask(payment: Payment): Promise<Heard> {
    const session = await this.door.open();
    const providerOrderId = payment.providerOrderId ?? (await session.findOrder(payment.id))?.id;
    if (providerOrderId === undefined) return 'nothing';
    if (payment.providerOrderId === null) {
      await this.payments.change(payment.id, (kept) => kept.begun(providerOrderId));
    }
    const heard: Heard[] = [];
    for (const seen of await session.paymentsOf(providerOrderId)) {
      heard.push((await this.capture.run(payment.id, seen, () => Promise.resolve(session))).heard);
    }
    return telling.find((one) => heard.includes(one)) ?? 'nothing';
  }
}

const telling: readonly Heard[] = ['captured', 'quarantined', 'another', 'authorised', 'failed'];
