import {
  StockItemExists,
  StockTooLow,
  UnknownReference,
  type AddStockItemBody,
  type DeductStockBody,
  type ReceiveStockBody,
} from '@chowk/contracts';
import {
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
import { StockLedger, type MovementKind } from '../database/stock-ledger.js';
import { StockItem } from '../domain/stock-item.js';

/** What people do to the stock by hand: begin to count something, receive, deduct. */
@Injectable()
export class KeepStock {
  constructor(
    private readonly database: Database,
    @InjectStore(StockItem) private readonly items: Store<StockItem>,
    private readonly outlets: KnownOutlets,
    private readonly ledger: StockLedger,
  ) {}

  /** Begins to count something. Throws UNKNOWN_REFERENCE for an outlet that is not the caller's, STOCK_ITEM_EXISTS. */
  async add(body: AddStockItemBody, who: Principal): Promise<StockItem> {
    const { outletId, onHand } = body;
    if (!who.mayEnter(outletId) || !(await this.outlets.find(outletId)))
      throw refuse(UnknownReference, [unknownReference('outletId')]);
    const item = StockItem.count({ ...body, id: newId(), onHand: 0 });
    try {
      await this.database.transaction(async () => {
        await this.items.add(item);
        if (onHand > 0) await this.move(item, onHand, { kind: 'COUNT', movedBy: who.id });
      });
    } catch (error) {
      if (violates(error, 'stock_item_once')) throw refuse(StockItemExists);
      throw error;
    }
    return this.items.get(item.id);
  }

  /** Goods came in. Throws UNKNOWN_REFERENCE. */
  async receive({ stockItemId, quantity, reference }: ReceiveStockBody, who: Principal): Promise<StockItem> {
    const item = await this.reachable(stockItemId, who);
    await this.move(item, quantity, { kind: 'RECEIVE', note: reference, movedBy: who.id });
    return this.items.get(stockItemId);
  }

  /** Something left otherwise than by an order. Throws UNKNOWN_REFERENCE, and STOCK_TOO_LOW with what is free. */
  async deduct({ stockItemId, quantity, reason, note }: DeductStockBody, who: Principal): Promise<StockItem> {
    const item = await this.reachable(stockItemId, who);
    try {
      await this.move(item, -quantity, { kind: reason, note, movedBy: who.id });
    } catch (error) {
      if (!violates(error, 'never_below_zero')) throw error;
      const { free } = await this.items.get(stockItemId);
      throw refuse(StockTooLow, [{ stockItemId, requested: quantity, available: free }]);
    }
    return this.items.get(stockItemId);
  }

  private async move(
    { id, outletId }: StockItem,
    quantity: number,
    reason: { kind: MovementKind; note?: string | undefined; movedBy: string },
  ): Promise<void> {
    await this.database.transaction(() => this.ledger.move([{ stockItemId: id, quantity }], { ...reason, outletId }));
  }

  private async reachable(id: string, who: Principal): Promise<StockItem> {
    const item = await this.items.find(id);
    if (!item || !who.mayEnter(item.outletId)) throw refuse(UnknownReference, [unknownReference('stockItemId')]);
    return item;
  }
}
