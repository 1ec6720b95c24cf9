import { ValidationFailed, type ItemSnapshot, type LocalizedText } from '@chowk/contracts';
import { Aggregate, refuse } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

/** A group as items carry it, with its modifiers inside. */
export type ModifierGroupSnapshot = ItemSnapshot['modifierGroups'][number];
export type Modifier = ModifierGroupSnapshot['modifiers'][number];

/** Choices that several items can offer. Items carry a copy of their groups, which is renewed with every change here. */
@Entity('modifier_group')
export class ModifierGroup extends Aggregate {
  @Column('jsonb') name!: LocalizedText;
  @Column('integer') minChoices!: number;
  @Column('integer') maxChoices!: number;
  @Column('jsonb') modifiers!: readonly Modifier[];
  @Column('boolean') isRemoved: boolean = false;

  static offer(what: Pick<ModifierGroup, 'id' | 'name' | 'minChoices' | 'maxChoices' | 'modifiers'>): ModifierGroup {
    return Object.assign(new ModifierGroup(), what);
  }

  get snapshot(): ModifierGroupSnapshot {
    const { id, name, minChoices, maxChoices, modifiers } = this;
    return { id, name, minChoices, maxChoices, modifiers: [...modifiers] };
  }

  /** Changes what is named; the rest stays. Throws VALIDATION_FAILED when more choices were needed than are allowed. */
  change({
    name = this.name,
    minChoices = this.minChoices,
    maxChoices = this.maxChoices,
    modifiers = this.modifiers,
  }: {
    name?: LocalizedText | undefined;
    minChoices?: number | undefined;
    maxChoices?: number | undefined;
    modifiers?: readonly Modifier[] | undefined;
  }): void {
    if (minChoices > maxChoices)
      throw refuse(ValidationFailed, [
        { path: 'minChoices', code: 'OUT_OF_RANGE', message: 'not more than maxChoices' },
      ]);
    Object.assign(this, { name, minChoices, maxChoices, modifiers });
  }

  remove(): void {
    this.isRemoved = true;
  }
}
