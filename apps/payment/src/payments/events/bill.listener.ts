import { Controller } from '@nestjs/common';
import { BillRefundDue, BillState, type Received } from '@chowk/contracts';
import { Copy, On } from '@chowk/kit';
import { Bills } from '../database/bills.js';
import { RefundPayment } from '../use-cases/refund-payment.js';

/** What the order service says of bills: what is due, and what it wants to be given back. */
@Controller()
@Copy('bills', { tables: ['bill'] })
export class BillListener {
  constructor(
    private readonly bills: Bills,
    private readonly refund: RefundPayment,
  ) {}

  @On(BillState)
  keep({ data, version }: Received<typeof BillState>): Promise<void> {
    return this.bills.keep(data, version);
  }

  @On(BillRefundDue)
  giveBack({ id, data }: Received<typeof BillRefundDue>): Promise<void> {
    return this.refund.onFact(id, data);
  }
}
