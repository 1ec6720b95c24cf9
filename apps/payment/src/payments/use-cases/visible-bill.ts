import { NotFound, NotYetAvailable } from '@chowk/contracts';
import { Copies, DomainError, refuse, type Principal } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { arrivalOf, Bills, mayPay, type BillCopy } from '../database/bills.js';

/** Finds bills for those who may pay them. */
@Injectable()
export class VisibleBill {
  constructor(
    private readonly bills: Bills,
    private readonly copies: Copies,
  ) {}

  /**
   * The bill as the caller may see it. Throws NOT_FOUND for what is not the caller's, and NOT_YET_AVAILABLE for what was made just now. A
   * bill gets its id when its first order is placed and is told when that order is certain, which may be much later: a bill that an order
   * of the caller names is on its way, however old its id is.
   */
  async run(billId: string, who: Principal): Promise<BillCopy> {
    const visible = async () => {
      const bill = await this.bills.find(billId);
      return bill && mayPay(bill, who) ? bill : undefined;
    };
    try {
      return await this.copies.await(arrivalOf(billId), billId, visible, () => this.bills.isHere(billId));
    } catch (error) {
      const isMissing = error instanceof DomainError && error.code === NotFound.code;
      if (isMissing && (await this.#isAwaited(billId, who)))
        throw refuse(NotYetAvailable, undefined, { retryAfter: 1, cause: error });
      throw error;
    }
  }

  async #isAwaited(billId: string, who: Principal): Promise<boolean> {
    const orders = await this.bills.ordersOf(billId);
    return orders.some((order) => mayPay(order, who));
  }
}
