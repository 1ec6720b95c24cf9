import type { LocalizedText } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

/** A heading of the menu. */
@Entity('category')
export class Category extends Aggregate {
  @Column('jsonb') name!: LocalizedText;
  @Column('jsonb', { nullable: true }) description!: LocalizedText | null;
  /** Categories stand in this order. */
  @Column('integer') position!: number;
  @Column('boolean') isRemoved: boolean = false;

  static open(what: Pick<Category, 'id' | 'name' | 'description' | 'position'>): Category {
    return Object.assign(new Category(), what);
  }

  /** Changes what is named; the rest stays. */
  change({
    name = this.name,
    description = this.description,
  }: {
    name?: LocalizedText | undefined;
    description?: LocalizedText | null | undefined;
  }): void {
    Object.assign(this, { name, description });
  }

  moveTo(position: number): void {
    this.position = position;
  }

  remove(): void {
    this.isRemoved = true;
  }
}
