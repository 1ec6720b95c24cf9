import type { CategoryAnswer, ItemAnswer, ModifierGroupAnswer, PriceChangeAnswer } from '@chowk/contracts';
import type { PriceChangeRow } from '../database/price-history.js';
import type { Category } from '../domain/category.js';
import type { Item } from '../domain/item.js';
import type { ModifierGroup } from '../domain/modifier-group.js';

export const categoryView = ({ id, name, description, position, version }: Category): CategoryAnswer => ({
  ...{ id, name, description, position, version },
});

export const modifierGroupView = (group: ModifierGroup): ModifierGroupAnswer => ({
  ...group.snapshot,
  version: group.version,
});

/** `outOfStockAt`: outlets whose stock cannot make one. */
export const itemView = (item: Item, outOfStockAt: readonly string[] = []): ItemAnswer => ({
  id: item.id,
  name: item.name,
  description: item.description,
  categoryIds: [...item.categoryIds],
  kind: item.kind,
  diet: item.diet,
  price: item.price,
  currency: 'INR',
  unit: item.unit,
  variants: [...item.variants],
  modifierGroups: [...item.modifierGroups],
  tax: item.tax,
  station: item.station,
  preparationMinutes: item.preparationMinutes,
  servingWindows: [...item.servingWindows],
  overrides: [...item.overrides],
  tags: [...item.tags],
  allergens: [...item.allergens],
  spice: item.spice,
  position: item.position,
  available: item.available,
  unavailableUntil: item.unavailableUntil?.toISOString() ?? null,
  soldOutAt: [...item.pauses],
  outOfStockAt: [...outOfStockAt],
  version: item.version,
});

export const priceChangeView = (row: PriceChangeRow): PriceChangeAnswer => ({
  id: row.id,
  variantId: row.variant_id,
  before: Number(row.before),
  after: Number(row.after),
  currency: 'INR',
  changedBy: row.changed_by,
  at: row.changed_at.toISOString(),
});
