import type { MovementAnswer, RecipeAnswer, StockItemAnswer } from '@chowk/contracts';
import type { Recipe } from '../domain/recipe.js';
import type { StockItem } from '../domain/stock-item.js';
import type { MovementRow } from '../use-cases/find-stock.js';

export const stockItemView = ({
  id,
  outletId,
  sku,
  name,
  unit,
  onHand,
  held,
  free,
  reorderLevel,
  version,
}: StockItem): StockItemAnswer => ({
  id,
  outletId,
  sku,
  name,
  unit,
  onHand,
  held,
  free,
  reorderLevel,
  version,
});

export const movementView = (row: MovementRow): MovementAnswer => ({
  id: row.id,
  kind: row.kind,
  quantity: row.quantity,
  onHand: row.on_hand,
  businessDate: row.business_date,
  orderId: row.order_id,
  note: row.note,
  at: row.moved_at.toISOString(),
});

export const recipeView = ({ id, target, targetId, ingredients, version }: Recipe): RecipeAnswer => ({
  id,
  target,
  targetId,
  ingredients: [...ingredients],
  version,
});
