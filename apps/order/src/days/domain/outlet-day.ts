import { DayClosed } from '@chowk/contracts';
import { Aggregate, MoneyColumn } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

/** What a business day came to, in paise; see the columns of {@link OutletDay}. */
export type DaySums = Pick<OutletDay, 'bills' | 'total' | 'paid' | 'tips' | 'credited'>;

/** A business day of an outlet whose books are closed: there is one once it is, and it never changes. */
@Entity('outlet_day')
export class OutletDay extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('date') businessDate!: string;
  /** Settled bills. */
  @Column('integer') bills!: number;
  @MoneyColumn() total!: number;
  /** Captured and not given back, tips included. */
  @MoneyColumn() paid!: number;
  @MoneyColumn() tips!: number;
  @MoneyColumn() credited!: number;
  @Column('text') closedBy!: string;

  /** Closes the day. */
  static close(day: Pick<OutletDay, 'id' | 'outletId' | 'businessDate' | 'closedBy'>, sums: DaySums): OutletDay {
    const closed = Object.assign(new OutletDay(), day, sums);
    const { outletId, businessDate, closedBy: by } = day;
    closed.record(DayClosed, { outletId, businessDate, bills: sums.bills, total: sums.total, paid: sums.paid, by });
    return closed;
  }
}
