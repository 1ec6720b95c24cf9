import { Injectable } from '@nestjs/common';
import { NotFound, type paymentFilters } from '@chowk/contracts';
import { Copies, Database, InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { In, LessThan, type FindOptionsWhere } from 'typeorm';
import { z } from 'zod';
import { arrivalOf, Bills, mayPay } from '../database/bills.js';
import { Payment } from '../domain/payment.js';
import { CheckFilters } from './check-filters.js';

type Filters = z.output<z.ZodObject<typeof paymentFilters>>;

/** Reads payments as far as somebody may see them; what they may not see looks like a missing one. */
@Injectable()
export class FindPayments {
  constructor(
    @InjectStore(Payment) private readonly payments: Store<Payment>,
    private readonly bills: Bills,
    private readonly copies: Copies,
    private readonly checkFilters: CheckFilters,
    private readonly database: Database,
  ) {}

  /** Throws NOT_FOUND. */
  async one(paymentId: string, who: Principal): Promise<Payment> {
    const payment = await this.payments.get(paymentId);
    if (who.can('payment:read')) {
      if (!who.mayEnter(payment.outletId)) throw refuse(NotFound);
      return payment;
    }
    const bill = await this.bills.find(payment.billId);
    if (payment.customerId !== who.id && !mayPay(bill ?? payment, who)) throw refuse(NotFound);
    return payment;
  }

  /** Payments of the bill that an order is on, newest first. Throws NOT_FOUND, NOT_YET_AVAILABLE for an order just made. */
  async ofOrder(orderId: string, who: Principal): Promise<Payment[]> {
    const visible = async () => {
      const order = await this.bills.findOrder(orderId);
      if (!order) return undefined;
      // An order that was refused at once never had a bill
      const bill = await this.bills.find(order.billId);
      return mayPay(bill ?? order, who) ? order.billId : undefined;
    };
    const isHere = () => this.bills.isHere(orderId);
    const billId = await this.copies.await(arrivalOf(orderId), orderId, visible, isHere);
    return this.payments.findBy({ billId }, { order: { id: 'DESC' } });
  }

  /** Newest first: up to `limit` payments older than `before`. Throws as {@link CheckFilters} does. */
  async list(filters: Filters, who: Principal, limit: number, before: string | undefined): Promise<Payment[]> {
    const where = whereOf(filters, who);
    const older = before === undefined ? {} : { id: LessThan(before) };
    const page = { order: { id: 'DESC' }, limit } as const;
    const found = where === undefined ? [] : await this.payments.findBy({ ...where, ...older }, page);
    if (found.length === 0) await this.checkFilters.run(filters, who);
    return found;
  }

  async count(filters: Filters, who: Principal): Promise<number> {
    const where = whereOf(filters, who);
    if (where === undefined) return 0;
    const builder = this.database.dataSource
      .createQueryBuilder(Payment, 'a')
      .select('count(*)::int', 'total')
      .where(where);
    const [text, values] = builder.getQueryAndParameters();
    const [row] = await this.database.query<{ total: number }>({ text, values });
    return row?.total ?? 0;
  }
}

/** Undefined when nothing can fit: another customer's, or an outlet that the caller may not enter. */
function whereOf(filters: Filters, who: Principal): FindOptionsWhere<Payment> | undefined {
  const { status, tender, outlet, bill, customer, date } = filters;
  const sees = who.can('payment:read') ? who.outlets : 'all';
  const own = who.can('payment:read') ? undefined : who;
  if (outlet !== undefined && sees !== 'all' && !sees.includes(outlet)) return undefined;
  if (own && customer !== undefined && customer !== own.id) return undefined;
  // Nothing is paid out of wallets yet
  if (tender === 'WALLET') return undefined;
  if (own?.kind === 'guest' && own.tableSessionId === undefined) return undefined;
  return {
    ...(status === undefined ? {} : { status }),
    ...(tender === undefined ? {} : { tender }),
    ...(bill === undefined ? {} : { billId: bill }),
    ...(date === undefined ? {} : { businessDate: date }),
    ...(outlet === undefined ? (sees === 'all' ? {} : { outletId: In([...sees]) }) : { outletId: outlet }),
    ...(customer === undefined ? {} : { customerId: customer }),
    ...(own === undefined
      ? {}
      : own.tableSessionId === undefined
        ? { customerId: own.id }
        : { tableSessionId: own.tableSessionId }),
  };
}
