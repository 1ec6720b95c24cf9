import { Database, InjectStore, sql, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Customer } from '../domain/customer.js';

/** The tenant's customers, for staff. */
@Injectable()
export class FindCustomers {
  constructor(
    @InjectStore(Customer) private readonly customers: Store<Customer>,
    private readonly database: Database,
  ) {}

  /** Up to `limit` customers behind `after`, newest first; `phone` (E.164) finds the one who has it. */
  page({
    after,
    phone,
    limit,
  }: {
    after: string | undefined;
    phone: string | undefined;
    limit: number;
  }): Promise<readonly Customer[]> {
    const where = {
      ...(after === undefined ? {} : { id: LessThan(after) }),
      ...(phone === undefined ? {} : { phone }),
    };
    return this.customers.findBy(where, { order: { id: 'DESC' }, limit });
  }

  /** How many the whole list has. */
  async count(phone: string | undefined): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      phone === undefined
        ? sql`select count(*)::int as total from customers`
        : sql`select count(*)::int as total from customers where phone = ${phone}`,
    );
    return row?.total ?? 0;
  }

  /** Throws 404 NOT_FOUND. */
  one(id: string): Promise<Customer> {
    return this.customers.get(id);
  }
}
