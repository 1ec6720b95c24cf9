import {
  ItemAvailableAgain,
  ItemPriceChanged,
  ItemSoldOut,
  ItemState,
  type ItemSnapshot,
  type LocalizedText,
} from '@chowk/contracts';
import { Aggregate, MoneyColumn } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import type { ModifierGroupSnapshot } from './modifier-group.js';
import { pausesAt, withPauses, type OutletPause } from './outlet-pauses.js';
import { priceChanges, type PriceChange } from './price-changes.js';

/** All of an item that people write; the rest follows. */
export interface ItemContent {
  name: LocalizedText;
  description: LocalizedText | null;
  categoryIds: readonly string[];
  kind: ItemSnapshot['kind'];
  diet: ItemSnapshot['diet'];
  /** Paise for one unit, where the item has no variants. */
  price: number;
  unit: string;
  variants: readonly ItemSnapshot['variants'][number][];
  modifierGroups: readonly ModifierGroupSnapshot[];
  tax: ItemSnapshot['tax'];
  station: string;
  preparationMinutes: number;
  servingWindows: readonly ItemSnapshot['servingWindows'][number][];
  overrides: readonly ItemSnapshot['overrides'][number][];
  tags: readonly string[];
  allergens: readonly string[];
  spice: number;
  position: number;
}

/** Where something holds: at all outlets, or at these. */
export type Places = 'all' | readonly string[];

/** A sold thing. Every change is told as its whole state, since order prices with its own copy. */
@Entity('item')
export class Item extends Aggregate implements ItemContent {
  @Column('jsonb') name!: LocalizedText;
  @Column('jsonb', { nullable: true }) description!: LocalizedText | null;
  @Column('jsonb') categoryIds!: readonly string[];
  @Column('text') kind!: ItemContent['kind'];
  @Column('text') diet!: ItemContent['diet'];
  @MoneyColumn() price!: number;
  @Column('text') unit!: string;
  @Column('jsonb') variants!: ItemContent['variants'];
  /** A copy: renewed by every change of a group, so that one row tells all of the item. */
  @Column('jsonb') modifierGroups!: readonly ModifierGroupSnapshot[];
  @Column('jsonb') tax!: ItemContent['tax'];
  @Column('text') station!: string;
  @Column('integer') preparationMinutes!: number;
  @Column('jsonb') servingWindows!: ItemContent['servingWindows'];
  @Column('jsonb') overrides!: ItemContent['overrides'];
  @Column('jsonb') tags!: readonly string[];
  @Column('jsonb') allergens!: readonly string[];
  @Column('integer') spice!: number;
  @Column('integer') position!: number;
  /** Whether it can be had where no outlet says otherwise. */
  @Column('boolean') available: boolean = true;
  @Column('timestamptz', { nullable: true }) unavailableUntil: Date | null = null;
  @Column('jsonb') pauses: readonly OutletPause[] = [];
  /** When the first of its sold-out times ends; the sweep looks for it. */
  @Column('timestamptz', { nullable: true }) returnsAt: Date | null = null;
  @Column('boolean') isArchived: boolean = false;

  static write(content: ItemContent & { readonly id: string }): Item {
    const item = Object.assign(new Item(), content);
    item.tell();
    return item;
  }

  /** Changes what is named; the rest stays. Orders that were priced before keep their price. Answers the prices that changed. */
  change(content: Partial<ItemContent>): PriceChange[] {
    const before = { price: this.price, variants: this.variants };
    Object.assign(this, content);
    const changes = priceChanges(before, this);
    for (const change of changes) this.record(ItemPriceChanged, { itemId: this.id, ...change });
    this.tell();
    return changes;
  }

  /** One of its groups of choices changed. */
  regroup(group: ModifierGroupSnapshot): void {
    this.modifierGroups = this.modifierGroups.map((one) => (one.id === group.id ? group : one));
    this.tell();
  }

  /** Cannot be had until then (null: until somebody says otherwise). An override that offers it somewhere still holds there. */
  sellOut(where: Places, until: Date | null): void {
    if (where === 'all') {
      if (!this.available && this.unavailableUntil?.getTime() === until?.getTime()) return;
      this.available = false;
      this.unavailableUntil = until;
    } else {
      const pauses = where.map((outletId) => ({ outletId, until: until?.toISOString() ?? null }));
      const isKnown = (pause: OutletPause) =>
        this.pauses.some(({ outletId, until: end }) => outletId === pause.outletId && end === pause.until);
      if (pauses.every(isKnown)) return;
      this.pauses = [...this.pauses.filter(({ outletId }) => !where.includes(outletId)), ...pauses];
    }
    for (const outletId of where === 'all' ? [null] : where)
      this.record(ItemSoldOut, { itemId: this.id, until: until?.toISOString() ?? null, outletId });
    this.tell();
  }

  /** Can be had again: everywhere, or at these outlets as far as nothing else keeps it from them. */
  offerAgain(where: Places): void {
    const ended = this.pauses.filter(({ outletId }) => where === 'all' || where.includes(outletId));
    const returns = where === 'all' && !this.available;
    if (!returns && ended.length === 0) return;
    this.pauses = this.pauses.filter((pause) => !ended.includes(pause));
    if (returns) {
      this.available = true;
      this.unavailableUntil = null;
      this.record(ItemAvailableAgain, { itemId: this.id, outletId: null });
    }
    for (const { outletId } of ended) this.record(ItemAvailableAgain, { itemId: this.id, outletId });
    this.tell();
  }

  /** Ends all that was to end by now; nothing when nothing was. */
  returnAt(now: Date): void {
    const running = pausesAt(this.pauses, now);
    const ended = this.pauses.filter((pause) => !running.includes(pause)).map(({ outletId }) => outletId);
    if (this.unavailableUntil !== null && this.unavailableUntil <= now) {
      this.available = true;
      this.unavailableUntil = null;
      this.record(ItemAvailableAgain, { itemId: this.id, outletId: null });
    } else if (ended.length === 0) return;
    this.pauses = running;
    for (const outletId of ended) this.record(ItemAvailableAgain, { itemId: this.id, outletId });
    this.tell();
  }

  /** Nobody can order it any more; old orders still name it. */
  archive(): void {
    this.isArchived = true;
    this.tell();
  }

  /** The item as it is told, with the pauses of outlets counted in. */
  get snapshot(): ItemSnapshot {
    return {
      ...{ id: this.id, categoryIds: [...this.categoryIds], kind: this.kind, name: this.name, diet: this.diet },
      ...{ price: this.price, unit: this.unit, variants: [...this.variants] },
      modifierGroups: [...this.modifierGroups],
      ...{ tax: this.tax, station: this.station, preparationMinutes: this.preparationMinutes },
      servingWindows: [...this.servingWindows],
      overrides: withPauses(this.overrides, this.pauses),
      available: this.available,
      unavailableUntil: this.unavailableUntil?.toISOString() ?? null,
      removed: this.isArchived,
    };
  }

  private tell(): void {
    const ends = [this.unavailableUntil, ...this.pauses.map(({ until }) => (until === null ? null : new Date(until)))]
      .filter((end) => end !== null)
      .map((end) => end.getTime());
    this.returnsAt = this.isArchived || ends.length === 0 ? null : new Date(Math.min(...ends));
    this.record(ItemState, this.snapshot);
  }
}
