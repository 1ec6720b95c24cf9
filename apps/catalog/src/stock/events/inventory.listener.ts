import { StockBack, StockOut, type Received } from '@chowk/contracts';
import { On, ReadModel } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { FollowStock } from '../use-cases/follow-stock.js';

/** When the last portion goes the menu says so by itself, and takes it back when there is more. */
@Controller()
@ReadModel('stock', { tables: ['stock_gap'] })
export class InventoryListener {
  constructor(private readonly followStock: FollowStock) {}

  @On(StockOut)
  async out({ version, data: { outletId, stockItemId, itemIds } }: Received<typeof StockOut>): Promise<void> {
    await this.followStock.run({ outletId, stockItemId, itemIds, version, isOpen: true });
  }

  @On(StockBack)
  async back({ version, data: { outletId, stockItemId, itemIds } }: Received<typeof StockBack>): Promise<void> {
    await this.followStock.run({ outletId, stockItemId, itemIds, version, isOpen: false });
  }
}
