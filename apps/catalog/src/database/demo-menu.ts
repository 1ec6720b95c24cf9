import type { ItemContent } from '../items/domain/item.js';

/** English and Hindi. */
export type DemoText = readonly [en: string, hi: string];

export interface DemoItem {
  readonly slug: string;
  readonly name: DemoText;
  readonly description?: DemoText;
  /** Paise. */
  readonly price: number;
  readonly station: string;
  readonly category: string;
  readonly diet?: ItemContent['diet'];
  /** Slug to name and paise; the first one is the default. */
  readonly variants?: Readonly<Record<string, readonly [name: DemoText, price: number]>>;
  readonly groups?: readonly string[];
  readonly tax?: ItemContent['tax'];
  readonly minutes?: number;
  readonly spice?: number;
  readonly tags?: readonly string[];
  readonly allergens?: readonly string[];
}

export interface DemoGroup {
  readonly name: DemoText;
  readonly choices: readonly [min: number, max: number];
  /** Slug to name and paise. */
  readonly modifiers: Readonly<Record<string, readonly [name: DemoText, price: number]>>;
}

/** A demo tenant's menu; ids follow from the slugs (`item/<tenant>/<slug>`), so that other services agree on them. */
export interface DemoMenu {
  readonly slug: string;
  readonly tax: ItemContent['tax'];
  /** In the order of the menu. */
  readonly categories: Readonly<Record<string, DemoText>>;
  readonly groups: Readonly<Record<string, DemoGroup>>;
  readonly items: readonly DemoItem[];
}
