import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

/** A table people can sit down at. Its label is unique in its outlet among the tables that are still there. */
@Entity('dining_table')
export class Table extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('text') label!: string;
  /** Part of the outlet, for prices that differ on the terrace; null where nothing differs. */
  @Column('text', { nullable: true }) area!: string | null;
  @Column('integer') seats!: number;
  @Column('boolean') isRemoved: boolean = false;

  static furnish(request: Pick<Table, 'id' | 'outletId' | 'label' | 'area' | 'seats'>): Table {
    return Object.assign(new Table(), request);
  }

  /** Changes what is named; the rest stays. */
  change(what: { label?: string | undefined; area?: string | null | undefined; seats?: number | undefined }): void {
    if (what.label !== undefined) this.label = what.label;
    if (what.area !== undefined) this.area = what.area;
    if (what.seats !== undefined) this.seats = what.seats;
  }

  /** Takes it away; orders and sessions that name it stay as they are, its code leads nowhere. */
  remove(): void {
    this.isRemoved = true;
  }
}
