import { z } from 'zod';
import { event } from '../envelope/event.js';
import { businessDate, signedPaise } from '../envelope/shapes.js';

const facts = { topic: 'inventory' };

/** Which line of the order is short, and of what; the same list answers the customer. */
export const shortage = z.object({
  lineIndex: z.number().int().min(0),
  itemId: z.uuid(),
  requested: z.number().int(),
  available: z.number().int().min(0),
});

/** Which revision of the order is answered; absent for its placing. */
const revision = z.number().int().min(1).optional();

export const InventoryReserved = event('inventory.reserved.v1', {
  ...facts,
  tells: 'All that an order needs is held for it. The reservation has the id of the order.',
  schema: z.object({ orderId: z.uuid(), outletId: z.uuid(), holdUntil: z.iso.datetime(), revision }),
});
export const InventoryRejected = event('inventory.rejected.v1', {
  ...facts,
  tells: 'Something an order needs is not there; nothing is held for it.',
  schema: z.object({ orderId: z.uuid(), outletId: z.uuid(), short: z.array(shortage).min(1), revision }),
});
export const InventoryCommitted = event('inventory.committed.v1', {
  ...facts,
  tells: 'What was held for an order left the stock.',
  schema: z.object({ orderId: z.uuid(), outletId: z.uuid() }),
});
export const InventoryReleased = event('inventory.released.v1', {
  ...facts,
  tells: 'What was held for an order can be sold again.',
  schema: z.object({
    orderId: z.uuid(),
    outletId: z.uuid(),
    reason: z.enum(['REJECTED', 'CANCELLED', 'EXPIRED', 'HOLD_EXPIRED']),
  }),
});

/** Quantities are integers in the stock item's smallest unit (g, ml, piece). */
const level = z.object({
  stockItemId: z.uuid(),
  outletId: z.uuid(),
  name: z.string(),
  unit: z.string(),
  onHand: z.number().int(),
  held: z.number().int(),
  reorderLevel: z.number().int(),
});
export const StockLow = event('stock.low.v1', {
  ...facts,
  tells: 'A stock item fell to its reorder level.',
  schema: level,
});
export const StockOut = event('stock.out.v1', {
  ...facts,
  tells: 'There is too little of a stock item to make the items any more.',
  schema: level.extend({ itemIds: z.array(z.uuid()) }),
});
export const StockBack = event('stock.back.v1', {
  ...facts,
  tells: 'What could not be sold for lack of a stock item can be sold again.',
  schema: level.extend({ itemIds: z.array(z.uuid()) }),
});
export const StockMoved = event('stock.moved.v1', {
  ...facts,
  tells: 'A movement was written to the stock ledger.',
  schema: z.object({
    movementId: z.uuid(),
    stockItemId: z.uuid(),
    outletId: z.uuid(),
    businessDate,
    quantity: z.number().int(),
    kind: z.enum(['RECEIVE', 'SALE', 'WASTE', 'STAFF_MEAL', 'CORRECTION', 'COUNT', 'RETURN']),
    orderId: z.uuid().nullable(),
    onHand: z.number().int(),
    /** Value that came in or went out with it, in paise. */
    cost: signedPaise.optional(),
    reason: z.string().nullable().optional(),
  }),
});
