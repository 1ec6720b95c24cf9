import {
  DrawerClosed,
  DrawerNotOpen,
  DrawerOpened,
  DrawerTooLow,
  OutOfRange,
  type DrawerMovementKind,
} from '@chowk/contracts';
import { Aggregate, MoneyColumn, refuse } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

/** Most that a drawer can hold, in paise: what an amount on the wire can say. */
const most = 100_000_000_000;

const comesIn: Readonly<Record<DrawerMovementKind, boolean>> = {
  FLOAT: true,
  SALE: true,
  PAY_IN: true,
  REFUND: false,
  PAY_OUT: false,
  DROP: false,
};

export type NewDrawer = Pick<Drawer, 'id' | 'outletId' | 'businessDate' | 'label' | 'cashierId' | 'openingFloat'>;

/**
 * The cash of one cashier at one outlet from opening to counting. What must be in it follows from what moved:
 * `expected = openingFloat + cashIn - cashOut`, never below zero.
 */
@Entity('drawer')
export class Drawer extends Aggregate {
  @Column('uuid') outletId!: string;
  /** The day it was opened for; it stays so past midnight. */
  @Column('date') businessDate!: string;
  @Column('text') label!: string;
  @Column('text') status: 'OPEN' | 'CLOSED' = 'OPEN';
  @Column('uuid') cashierId!: string;
  @MoneyColumn() openingFloat!: number;
  @MoneyColumn() cashIn: number = 0;
  @MoneyColumn() cashOut: number = 0;
  @MoneyColumn({ nullable: true }) counted: number | null = null;
  @Column('uuid', { nullable: true }) closedBy: string | null = null;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null = null;

  /** A shift begins. */
  static open(request: NewDrawer): Drawer {
    const drawer = Object.assign(new Drawer(), request);
    const { openingFloat, cashierId: by } = drawer;
    drawer.record(DrawerOpened, { ...drawer.#head(), openingFloat, by });
    return drawer;
  }

  /** What must be in it, in paise. */
  get expected(): number {
    return this.openingFloat + this.cashIn - this.cashOut;
  }

  /** Counted less expected, once it is closed: negative is missing. */
  get difference(): number | null {
    return this.counted === null ? null : this.counted - this.expected;
  }

  /** Cash moves. Throws DRAWER_NOT_OPEN, DRAWER_TOO_LOW for more than is in it, OUT_OF_RANGE for more than it can hold. */
  move(kind: Exclude<DrawerMovementKind, 'FLOAT'>, amount: number): void {
    this.#mustBeOpen();
    if (comesIn[kind]) {
      if (this.expected + amount > most)
        throw refuse(OutOfRange, [{ path: 'amount', code: 'OUT_OF_RANGE', message: 'no drawer holds that much' }]);
      this.cashIn += amount;
      return;
    }
    if (amount > this.expected) throw refuse(DrawerTooLow, { expected: this.expected });
    this.cashOut += amount;
  }

  /** Somebody counted it; nothing moves in it any more. Throws DRAWER_NOT_OPEN. */
  close({ counted, by }: { readonly counted: number; readonly by: string }, now: Date): void {
    this.#mustBeOpen();
    this.status = 'CLOSED';
    this.counted = counted;
    this.closedBy = by;
    this.closedAt = now;
    const { expected } = this;
    this.record(DrawerClosed, { ...this.#head(), expected, counted, difference: counted - expected, by });
  }

  #mustBeOpen(): void {
    if (this.status !== 'OPEN') throw refuse(DrawerNotOpen, { drawerId: this.id, status: this.status });
  }

  #head() {
    const { id: drawerId, outletId, businessDate, label } = this;
    return { drawerId, outletId, businessDate, label };
  }
}
