import type { MovementAnswer, RecipeAnswer, StockAlertAnswer, StockItemAnswer } from '@chowk/contracts';
import type { Recipe } from '../domain/recipe.js';
import type { StockItem } from '../domain/stock-item.js';
import type { MovementRow } from '../use-cases/find-stock.js';

export const stockItemView = (item: StockItem): StockItemAnswer => ({
  ...{ id: item.id, outletId: item.outletId, sku: item.sku, name: item.name, unit: item.unit },
  ...{ onHand: item.onHand, held: item.held, free: item.free, reorderLevel: item.reorderLevel },
  ...{ policy: item.policy, value: item.value, version: item.version },
});

export const stockAlertView = (item: StockItem): StockAlertAnswer => ({
  ...stockItemView(item),
  kind: alertOf(item),
  variance: Math.max(0, -item.onHand),
});

function alertOf({ onHand, free }: StockItem): StockAlertAnswer['kind'] {
  if (onHand < 0) return 'NEGATIVE';
  return free <= 0 ? 'OUT' : 'LOW';
}

export const movementView = (row: MovementRow): MovementAnswer => ({
  id: row.id,
  kind: row.kind,
  quantity: row.quantity,
  onHand: row.on_hand,
  cost: Number(row.cost),
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
