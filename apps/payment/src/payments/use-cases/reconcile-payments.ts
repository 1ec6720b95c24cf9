import { Injectable } from '@nestjs/common';
import type { ReconciliationView } from '@chowk/contracts';
import { InjectStore, Store, type Principal } from '@chowk/kit';
import { In } from 'typeorm';
import { openStates } from '../domain/payment-moves.js';
import { Payment } from '../domain/payment.js';
import { CheckPayment } from './check-payment.js';
import { OpenWork } from './open-work.js';

/** Most payments of one run, and how many are asked about at the same time. */
const most = 500;
const atOnce = 4;

/** Asks the provider about every open payment of the tenant now, instead of when each is due. */
@Injectable()
export class ReconcilePayments {
  constructor(
    @InjectStore(Payment) private readonly payments: Store<Payment>,
    private readonly check: CheckPayment,
    private readonly work: OpenWork,
  ) {}

  /** What was found, over the outlets that the caller may enter. A payment that could not be asked about is counted and left. */
  async run(who: Principal): Promise<ReconciliationView> {
    const open = await this.payments.findBy(
      { status: In([...openStates]), ...(who.outlets === 'all' ? {} : { outletId: In([...who.outlets]) }) },
      { order: { id: 'DESC' }, limit: most },
    );
    const found = { checked: 0, captured: 0, failed: 0, quarantined: 0, unanswered: 0 };
    const left = [...open];
    const worker = async () => {
      for (let payment = left.pop(); payment; payment = left.pop()) await this.#one(payment.id, found);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return found;
  }

  async #one(paymentId: string, found: ReconciliationView): Promise<void> {
    try {
      const heard = await this.check.run(paymentId);
      found.checked += 1;
      if (heard === 'captured' || heard === 'failed' || heard === 'quarantined') found[heard] += 1;
    } catch (error) {
      found.unanswered += 1;
      this.work.tell(error, { paymentId });
    }
  }
}
