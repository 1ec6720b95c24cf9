import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

export type StockUnit = 'g' | 'ml' | 'piece';

/**
 * Something that is counted at an outlet, in its smallest unit. What is held for orders stays on hand until they are
 * confirmed; `onHand - held` is free and never below zero (the database refuses it too).
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

  static count(
    what: Pick<StockItem, 'id' | 'outletId' | 'sku' | 'name' | 'unit' | 'onHand' | 'reorderLevel'>,
  ): StockItem {
    return Object.assign(new StockItem(), what);
  }

  get free(): number {
    return this.onHand - this.held;
  }

  /** Changes what is named; the rest stays. */
  change({
    name = this.name,
    reorderLevel = this.reorderLevel,
  }: {
    name?: string | undefined;
    reorderLevel?: number | undefined;
  }): void {
    Object.assign(this, { name, reorderLevel });
  }
}
