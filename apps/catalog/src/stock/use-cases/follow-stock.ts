import { ItemAvailableAgain, ItemSoldOut } from '@chowk/contracts';
import { Outbox } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { MenuChanges } from '../../menu/database/menu-changes.js';
import { StockGaps, type ToldGap } from '../database/stock-gaps.js';

/** Shows an item as sold out at an outlet while there is too little in stock to make one; what staff paused by hand stays paused. */
@Injectable()
export class FollowStock {
  constructor(
    private readonly gaps: StockGaps,
    private readonly changes: MenuChanges,
    private readonly outbox: Outbox,
  ) {}

  /** What is told twice, or late, changes nothing. */
  async run(told: ToldGap): Promise<void> {
    if (told.itemIds.length === 0) return;
    await this.changes.run(async () => {
      for (const { id, version, is_offered: isOffered } of await this.gaps.keep(told)) {
        const { outletId } = told;
        const about = { aggregateId: id, version, outletId };
        if (told.isOpen)
          await this.outbox.record(ItemSoldOut, { ...about, data: { itemId: id, until: null, outletId } });
        else if (isOffered) await this.outbox.record(ItemAvailableAgain, { ...about, data: { itemId: id, outletId } });
      }
    });
  }
}
