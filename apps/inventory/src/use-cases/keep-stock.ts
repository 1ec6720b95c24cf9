import {
  StockItemExists,
  StockTooLow,
  UnknownReference,
  ValidationFailed,
  type AddStockItemBody,
  type ChangeStockItemBody,
  type DeductStockBody,
  type ReceiveStockBody,
} from '@chowk/contracts';
import {
  currentCall,
  Database,
  InjectStore,
  newId,
  refuse,
  unknownReference,
  violates,
  type Principal,
  type Store,
} from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { KnownOutlets } from '../database/known-outlets.js';
import { ServingBook } from '../database/serving-book.js';
import { StockLedger, type Movement } from '../database/stock-ledger.js';
import { StockItem } from '../domain/stock-item.js';

/** What people do to the stock by hand: begin to count something, receive, deduct. */
@Injectable()
export class KeepStock {
  constructor(
    private readonly database: Database,
    @InjectStore(StockItem) private readonly items: Store<StockItem>,
    private readonly outlets: KnownOutlets,
    private readonly ledger: StockLedger,
    private readonly servings: ServingBook,
  ) {}

  /** Begins to count something. Throws UNKNOWN_REFERENCE for an outlet that is not the caller's, STOCK_ITEM_EXISTS. */
  async add({ onHand, cost, ...body }: AddStockItemBody, who: Principal): Promise<StockItem> {
    const { outletId } = body;
    if (!who.mayEnter(outletId) || !(await this.outlets.find(outletId)))
      throw refuse(UnknownReference, [unknownReference('outletId')]);
    const { idempotency } = currentCall();
    const id = idempotency?.subjectId ?? newId();
    // The first call with this key may have died between its commit and its answer
    const counted = idempotency?.resumed ? await this.items.find(id) : null;
    if (counted) return counted;
    const item = StockItem.count({ ...body, id, onHand: 0 });
    try {
      await this.database.transaction(async () => {
        await this.items.add(item);
        if (onHand > 0) await this.move(item, { quantity: onHand, cost, kind: 'COUNT' }, who);
        if (body.policy === 'BLOCK') await this.servings.tellAll(item.id, true);
      });
    } catch (error) {
      if (violates(error, 'stock_item_once')) throw refuse(StockItemExists);
      throw error;
    }
    return this.items.get(item.id);
  }

  /**
   * Changes what is named. Under another policy other items can be made of it. Throws NotFound, VERSION_CONFLICT, and STOCK_TOO_LOW
   * when more is promised than there is, so that it cannot block.
   */
  async change(id: string, body: ChangeStockItemBody, expectedVersion: number | undefined): Promise<StockItem> {
    try {
      return await this.database.transaction(async () => {
        const before = await this.items.lock(id);
        const { policy } = before;
        const item = await this.items.change(id, (found) => found.change(body), { expectedVersion });
        if (item.policy === policy) return item;
        await this.servings.tellAll(id, item.policy === 'BLOCK');
        return this.items.get(id);
      });
    } catch (error) {
      if (!violates(error, 'never_below_zero')) throw error;
      const { held, onHand } = await this.items.get(id);
      throw refuse(StockTooLow, [{ stockItemId: id, requested: held, available: onHand }]);
    }
  }

  /** Goods came in. Throws UNKNOWN_REFERENCE, and VALIDATION_FAILED for more than can be counted. */
  async receive({ stockItemId, quantity, cost, reference }: ReceiveStockBody, who: Principal): Promise<StockItem> {
    const item = await this.reachable(stockItemId, who);
    if (await this.isMoved()) return item;
    requireCountable(item.onHand + quantity);
    await this.move(item, { quantity, cost, kind: 'RECEIVE', note: reference }, who);
    return this.items.get(stockItemId);
  }

  /** Something left otherwise than by an order. Throws UNKNOWN_REFERENCE, and STOCK_TOO_LOW with what is free where that blocks. */
  async deduct({ stockItemId, quantity, reason, note }: DeductStockBody, who: Principal): Promise<StockItem> {
    const item = await this.reachable(stockItemId, who);
    if (await this.isMoved()) return item;
    requireCountable(item.onHand - quantity);
    try {
      await this.move(item, { quantity: -quantity, kind: reason, note }, who);
    } catch (error) {
      if (!violates(error, 'never_below_zero')) throw error;
      const { free } = await this.items.get(stockItemId);
      throw refuse(StockTooLow, [{ stockItemId, requested: quantity, available: free }]);
    }
    return this.items.get(stockItemId);
  }

  private async move(
    { id, outletId }: StockItem,
    movement: Omit<Movement, 'stockItemId'>,
    who: Principal,
  ): Promise<void> {
    const movementId = currentCall().idempotency?.subjectId ?? newId();
    await this.database.transaction(() =>
      this.ledger.move([{ ...movement, id: movementId, stockItemId: id }], { outletId, movedBy: who.id }),
    );
  }

  /** Whether an earlier call with this key has moved the stock, and died before it answered. */
  private async isMoved(): Promise<boolean> {
    const { idempotency } = currentCall();
    return idempotency?.resumed === true && this.ledger.knows(idempotency.subjectId);
  }

  private async reachable(id: string, who: Principal): Promise<StockItem> {
    const item = await this.items.find(id);
    if (!item || !who.mayEnter(item.outletId)) throw refuse(UnknownReference, [unknownReference('stockItemId')]);
    return item;
  }
}

/** The database counts in 32 bits. */
function requireCountable(onHand: number): void {
  if (Math.abs(onHand) <= 2_000_000_000) return;
  throw refuse(ValidationFailed, [
    { path: 'quantity', code: 'OUT_OF_RANGE', message: 'makes more than can be counted' },
  ]);
}
