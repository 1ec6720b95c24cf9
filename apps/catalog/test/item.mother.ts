import { newId } from '@chowk/kit';
import { Category } from '../src/items/domain/category.js';
import { Item, type ItemContent } from '../src/items/domain/item.js';

/** A plate of poha for 60 rupees, to be had at any time. */
export function poha(partial: Partial<ItemContent> = {}): Item {
  return Item.write({
    id: newId(),
    name: { en: 'Poha', hi: 'पोहा' },
    description: null,
    categoryIds: [newId()],
    kind: 'GOODS',
    diet: 'VEG',
    price: 6_000,
    unit: 'piece',
    variants: [],
    modifierGroups: [],
    tax: { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' },
    station: 'tawa',
    preparationMinutes: 8,
    servingWindows: [],
    overrides: [],
    tags: [],
    allergens: [],
    spice: 0,
    position: 0,
    ...partial,
  });
}

/** A heading with that name and position. */
export function category(en: string, position: number): Category {
  return Category.open({ id: newId(), name: { en }, description: null, position });
}
