import { NotFound, type MenuAnswer, type MenuItem, type MenuQuery } from '@chowk/contracts';
import { refuse } from '@chowk/kit';

/** Item id to the texts in which `q` is looked for, in lower case. */
export type SearchTexts = Readonly<Record<string, string>>;

export type MenuFilters = Pick<MenuQuery, 'category' | 'veg' | 'tag' | 'available' | 'q'>;

/** Whether anything is filtered at all. */
export function isFiltered({ category, veg, tag, available, q }: MenuFilters): boolean {
  return [category, veg, tag, available, q].some((filter) => filter !== undefined);
}

/**
 * The menu with the items that fit all filters; categories left without items are left out. Every word of `q` must be found.
 * Throws NotFound for a category that is not on the menu.
 */
export function filterMenu(menu: MenuAnswer, filters: MenuFilters, texts: SearchTexts): MenuAnswer {
  if (filters.category !== undefined && !menu.categories.some(({ id }) => id === filters.category))
    throw refuse(NotFound);
  const words = filters.q?.toLowerCase().split(/\s+/) ?? [];
  const fits = (item: MenuItem) =>
    (filters.veg === undefined || (item.diet === 'VEG') === filters.veg) &&
    (filters.tag === undefined || item.tags.includes(filters.tag)) &&
    (filters.available === undefined || item.available === filters.available) &&
    words.every((word) => texts[item.id]?.includes(word));
  return {
    ...menu,
    categories: menu.categories
      .filter(({ id }) => filters.category === undefined || id === filters.category)
      .map((category) => ({ ...category, items: category.items.filter(fits) }))
      .filter(({ items }) => items.length > 0),
  };
}
