import type { MenuAnswer, MenuItem } from '@chowk/contracts';
import type { Category } from '../../items/domain/category.js';
import { inLanguage } from './in-language.js';
import type { Item } from '../../items/domain/item.js';
import { menuItemOf } from './menu-item.js';
import type { MenuPlace } from './menu-place.js';

export interface MenuContent {
  readonly categories: readonly Category[];
  readonly items: readonly Item[];
  /** Items of which the stock of the place cannot make one. */
  readonly lacking?: ReadonlySet<string>;
}

export interface MenuReader {
  readonly place: MenuPlace;
  /** Languages to try, the wished one first. */
  readonly chain: readonly string[];
  readonly pricesIncludeTax: boolean;
}

/** The whole menu for such a reader: categories and their items in the order staff gave them, then by name and id. */
export function menuTree(
  { categories, items, lacking }: MenuContent,
  { place, chain, pricesIncludeTax }: MenuReader,
): MenuAnswer {
  const shown = items
    .map((item) => ({ item: menuItemOf(item, place, chain, lacking?.has(item.id)), position: item.position }))
    .sort((one, other) => one.position - other.position || byName(one.item, other.item))
    .map(({ item }) => item);
  return {
    language: chain[0] ?? 'en',
    currency: 'INR',
    pricesIncludeTax,
    outletId: place.outletId,
    fulfilment: place.fulfilment,
    categories: [...categories]
      .sort((one, other) => one.position - other.position || one.id.localeCompare(other.id))
      .map(({ id, name, description }) => ({
        id,
        name: inLanguage(name, chain),
        description: description && inLanguage(description, chain),
        items: shown.filter(({ categoryIds }) => categoryIds.includes(id)),
      })),
  };
}

/** What can be searched for: each item's names, descriptions and tags in all languages, in lower case. */
export function searchTexts(items: readonly Item[]): Record<string, string> {
  const textOf = ({ name, description, tags }: Item) =>
    [...Object.values(name), ...Object.values(description ?? {}), ...tags].join('\n').toLowerCase();
  return Object.fromEntries(items.map((item) => [item.id, textOf(item)]));
}

function byName(one: MenuItem, other: MenuItem): number {
  return one.name.localeCompare(other.name) || one.id.localeCompare(other.id);
}
