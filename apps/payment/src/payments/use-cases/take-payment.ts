import { Injectable } from '@nestjs/common';
import { DrawerNotOpen, TenderedTooLittle, type PaymentWish, type RecordedTender } from '@chowk/contracts';
import { Clock, currentCall, Database, InjectStore, newId, refuse, Store, type Principal } from '@chowk/kit';
import { DrawerBook } from '../../drawers/database/drawer-book.js';
import { Ledger } from '../../ledger/database/ledger.js';
import { Outlets } from '../../database/outlets.js';
import type { Drawer } from '../../drawers/domain/drawer.js';
import { captureJournal } from '../../ledger/domain/journal.js';
import { Payment } from '../domain/payment.js';
import { BillToPay, type AskedSum } from './bill-to-pay.js';
import { PaymentMetrics } from './payment-metrics.js';
import { WaitingCash } from './waiting-cash.js';

/** Money that a member of staff takes or vouches for. */
export interface MoneyInHand {
  readonly tender: RecordedTender;
  readonly reference?: string | undefined;
  /** Cash handed over, in paise; to the paisa unless said. */
  readonly tendered?: number | undefined;
}

/**
 * Takes money at the counter: payment, ledger and drawer in one transaction, decided while nobody else can decide on the
 * same bill, so that however many pay at once no more is taken than is due.
 */
@Injectable()
export class TakePayment {
  constructor(
    private readonly toPay: BillToPay,
    private readonly drawers: DrawerBook,
    private readonly ledger: Ledger,
    private readonly outlets: Outlets,
    private readonly waiting: WaitingCash,
    private readonly metrics: PaymentMetrics,
    private readonly database: Database,
    private readonly clock: Clock,
    @InjectStore(Payment) private readonly payments: Store<Payment>,
  ) {}

  /**
   * The captured payment. Throws what {@link BillToPay} throws, TENDERED_TOO_LITTLE, and DRAWER_NOT_OPEN when the caller
   * has no open drawer at the bill's outlet for cash.
   */
  async run(wish: PaymentWish, money: MoneyInHand, who: Principal): Promise<Payment> {
    const { idempotency } = currentCall();
    const id = idempotency?.subjectId ?? newId();
    // The first call with this key may have died between its commit and its answer
    const taken = idempotency?.resumed ? await this.payments.find(id) : null;
    if (taken) return taken;
    const { id: billId } = await this.toPay.find(wish, who);
    return this.database.transaction(async () => this.#take(id, await this.toPay.sum(billId, wish), money, who));
  }

  async #take(id: string, asked: AskedSum, money: MoneyInHand, who: Principal): Promise<Payment> {
    const { bill, amount, tip, shareId } = asked;
    const { tender, reference = null } = money;
    const cash = tender === 'CASH' ? await this.#cash(asked, money.tendered ?? amount, who) : undefined;
    const { id: billId, outletId, orderIds, customerId, tableSessionId } = bill;
    const now = this.clock.now();
    const payment = Payment.take(
      {
        ...{ id, billId, outletId, orderIds: [...orderIds], customerId, tableSessionId, shareId, amount, tip },
        businessDate: await this.outlets.businessDate(outletId, now),
        ...{ tender, reference, recordedBy: who.id },
        ...{ drawerId: cash?.drawer.id ?? null, tendered: cash?.tendered ?? null },
      },
      now,
    );
    await this.payments.add(payment);
    await this.ledger.post(captureJournal(payment));
    if (cash) {
      await this.drawers.move(cash.drawer, { kind: 'SALE', amount, paymentId: id, by: who.id });
      await this.waiting.tryAgain(outletId);
    }
    this.database.afterCommit(() => this.metrics.captured(tender, amount));
    return payment;
  }

  async #cash(
    { bill, amount }: AskedSum,
    tendered: number,
    who: Principal,
  ): Promise<{ drawer: Drawer; tendered: number }> {
    if (tendered < amount) throw refuse(TenderedTooLittle, { asked: amount, tendered });
    const { outletId } = bill;
    const drawer = await this.drawers.lockOpenOf(who.id, outletId);
    if (!drawer) throw refuse(DrawerNotOpen, { outletId });
    return { drawer, tendered };
  }
}
