import { NotFound } from '@chowk/contracts';
import { InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Outlets } from '../../database/outlets.js';
import { Payment } from '../domain/payment.js';
import { VisibleBill } from './visible-bill.js';

/** What the filters of a list name by id. */
export interface NamedByFilters {
  readonly outlet?: string | undefined;
  readonly bill?: string | undefined;
  readonly payment?: string | undefined;
  readonly customer?: string | undefined;
}

/** Tells an empty list in which nothing fits from one whose filters name what is not there for the caller. */
@Injectable()
export class CheckFilters {
  constructor(
    private readonly outlets: Outlets,
    private readonly visibleBill: VisibleBill,
    @InjectStore(Payment) private readonly payments: Store<Payment>,
  ) {}

  /**
   * To be asked when a list came back empty: what is in a list is proof enough that its filters name something. Throws NOT_FOUND,
   * alike for what never was, another business's and another outlet's, unless what is named is there for the caller, and
   * NOT_YET_AVAILABLE for a bill just made. No book of people is kept here, hence for staff a customer or cashier nobody knows
   * has an empty list; customers and guests who name somebody else hear NOT_FOUND.
   */
  async run({ outlet, bill, payment, customer }: NamedByFilters, who: Principal): Promise<void> {
    if (!who.can('payment:read') && customer !== undefined && customer !== who.id) throw refuse(NotFound);
    if (outlet !== undefined && !(who.mayEnter(outlet) && (await this.outlets.isKnown(outlet)))) throw refuse(NotFound);
    if (payment !== undefined && !who.mayEnter((await this.payments.get(payment)).outletId)) throw refuse(NotFound);
    if (bill !== undefined) await this.visibleBill.run(bill, who);
  }
}
