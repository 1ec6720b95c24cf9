import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

export type StockUnit = 'g' | 'ml' | 'piece';
/** Whether an order for more than is free is refused, or served all the same. */
export type StockPolicy = 'BLOCK' | 'WARN';

/** The most that money is counted to, in paise. */
const mostPaise = 100_000_000_000;

/**
 * Something that is counted at an outlet, in its smallest unit. What is held for orders stays on hand until they are
 * confirmed; `onHand - held` is free. Under BLOCK that is never below zero (the database refuses it too); under WARN the count may
 * be wrong, and both go below zero rather than stop a sale.
 */
@Entity('stock_item')
export class StockItem extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('text') sku!: string;
  @Column('text') name!: string;
  @Column('text') unit!: StockUnit;
  @Column('integer') onHand!: number;
  @Column('integer') held: number = 0;
  @Column('integer') reorderLevel!: number;
  @Column('text') policy: StockPolicy = 'BLOCK';
  /** Paise for one unit, the moving average of what was received; a decimal number as text, exact as the database keeps it. */
  @Column('numeric') unitCost: string = '0';

  static count(
    what: Pick<StockItem, 'id' | 'outletId' | 'sku' | 'name' | 'unit' | 'onHand' | 'reorderLevel' | 'policy'> & {
      readonly unitCost?: string;
    },
  ): StockItem {
    return Object.assign(new StockItem(), what);
  }

  get free(): number {
    return this.onHand - this.held;
  }

  /** What is on hand is worth, in paise, rounded to whole ones. */
  get value(): number {
    return Math.min(mostPaise, Math.round(Math.max(0, this.onHand) * Number(this.unitCost)));
  }

  /** Changes what is named; the rest stays. */
  change({
    name = this.name,
    reorderLevel = this.reorderLevel,
    policy = this.policy,
  }: {
    name?: string | undefined;
    reorderLevel?: number | undefined;
    policy?: StockPolicy | undefined;
  }): void {
    Object.assign(this, { name, reorderLevel, policy });
  }
}
